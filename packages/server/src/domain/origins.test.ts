import { expect, test } from 'vitest'
import { originCheck } from './origins'

test('without a list, localhost passes on any port and nothing else does', () => {
  const isAllowed = originCheck(undefined)
  for (const origin of ['http://localhost:3000', 'https://localhost', 'http://127.0.0.1:5173', 'http://[::1]:80']) {
    expect(isAllowed(origin)).toBe(true)
  }
  for (const origin of ['https://example.com', 'http://localhost.evil.com', 'http://localhost:3000/', 'null', '']) {
    expect(isAllowed(origin)).toBe(false)
  }
})

test('a list replaces localhost and matches exactly', () => {
  const isAllowed = originCheck(['https://app.example.com'])
  expect(isAllowed('https://app.example.com')).toBe(true)
  for (const origin of ['http://app.example.com', 'https://app.example.com:8443', 'http://localhost:3000']) {
    expect(isAllowed(origin)).toBe(false)
  }
})

test('null never passes, even where it is listed', () => {
  expect(originCheck(['null'])('null')).toBe(false)
})

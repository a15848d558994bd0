import { expect, test } from 'vitest'
import { fileSize } from './file-size'

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_500, '1.5 kB'],
  [240_000, '240 kB'],
  [1_500_000, '1.5 MB'],
  [2_000_000_000_000, '2,000 GB'],
])('%d bytes read as %s', (bytes, words) => {
  expect(fileSize(bytes, 'en')).toBe(words)
})

test('the decimal mark is that of the language', () => {
  expect(fileSize(1_500_000, 'pt-BR')).toBe('1,5 MB')
})

import { expect, test } from 'vitest'
import { deriveAddresses } from './addresses'

const page = (url: string) => {
  const { protocol, hostname, host } = new URL(url)
  return { protocol, hostname, host }
}

test.each([
  ['no page', {}, null, 'http://localhost:8080', 'ws://localhost:8080'],
  ['a local page', {}, page('http://localhost:3000'), 'http://localhost:8080', 'ws://localhost:8080'],
  ['a page elsewhere', {}, page('https://app.example.com'), 'https://app.example.com', 'wss://app.example.com'],
  [
    'an address',
    { url: 'https://api.example.com/' },
    page('http://localhost'),
    'https://api.example.com',
    'wss://api.example.com',
  ],
  ['a path before', { url: 'https://example.com/inbox' }, null, 'https://example.com/inbox', 'wss://example.com/inbox'],
  ['an own socket', { url: 'http://a.test', wsUrl: 'ws://b.test:9' }, null, 'http://a.test', 'ws://b.test:9'],
])('from %s follow both addresses', (_name, options, address, rest, socket) => {
  expect(deriveAddresses(options, address)).toEqual({
    restUrl: `${rest}/api/v1`,
    socketUrl: `${socket}/api/v1/conversations/ws`,
  })
})

test('a socket address with its own path is taken as it stands', () => {
  expect(deriveAddresses({ wsUrl: 'wss://b.test/custom/ws' }, null).socketUrl).toBe('wss://b.test/custom/ws')
})

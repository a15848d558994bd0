import { expect, test } from 'vitest'
import { clientAddress } from './client-address'

test.each([
  ['a public peer is itself, whatever it claims', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['an IPv4 peer of a server on both families is read as IPv4', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['a proxy on this machine tells the client last', '127.0.0.1', 'forged, 203.0.113.7', '203.0.113.7'],
  ['a proxy in a private network tells the client', '::ffff:172.18.0.2', '2001:db8::1', '2001:db8::1'],
  ['a proxy that tells nothing leaves it unknown', '10.1.2.3', undefined, null],
  ['a proxy that tells nonsense leaves it unknown', '::1', 'unknown', null],
  ['a socket without an address leaves it unknown', undefined, '203.0.113.7', null],
])('%s', (_title, peer, forwardedFor, expected) => {
  expect(clientAddress(peer, forwardedFor)).toBe(expected)
})

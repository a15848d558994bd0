import { expect, test } from 'vitest'
import { isConnectFailure } from './connect-failure'

const failed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause })
const coded = (code: string, extra: object = {}): Error => Object.assign(new Error(code), { code, ...extra })

test.each([
  coded('ECONNREFUSED'),
  coded('ENOTFOUND'),
  coded('EAI_AGAIN'),
  coded('UND_ERR_CONNECT_TIMEOUT'),
  coded('ETIMEDOUT', { syscall: 'connect' }),
  coded('ENETUNREACH', { syscall: 'connect' }),
  coded('DEPTH_ZERO_SELF_SIGNED_CERT'),
  coded('ETIMEDOUT', { errors: [coded('ETIMEDOUT', { syscall: 'connect' }), coded('x', { syscall: 'connect' })] }),
])('%s means that nothing was written', (cause) => {
  expect(isConnectFailure(failed(cause))).toBe(true)
})

test.each([
  coded('ECONNRESET'),
  coded('EPIPE'),
  coded('ETIMEDOUT'),
  coded('ETIMEDOUT', { syscall: 'read' }),
  coded('EHOSTUNREACH', { syscall: 'write' }),
  coded('UND_ERR_SOCKET'),
  coded('UND_ERR_HEADERS_TIMEOUT'),
  coded('ETIMEDOUT', { errors: [coded('ETIMEDOUT', { syscall: 'read' })] }),
  undefined,
  'ECONNREFUSED',
])('%s proves nothing', (cause) => {
  expect(isConnectFailure(failed(cause))).toBe(false)
})

test('a chain of causes that bites its tail ends', () => {
  const error = coded('X')
  error.cause = error
  expect(isConnectFailure(error)).toBe(false)
})

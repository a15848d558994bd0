import { expect, test } from 'vitest'
import { ServerError } from '../domain/errors'
import type { Principal } from '../domain/principal'
import { closedGate } from './testing/gate'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

test('a socket that says nothing is closed after five seconds, and may try again', async () => {
  const bench = new GatewayBench()
  const socket = bench.open()
  await bench.env.advance(4_999)
  expect(socket.ending.kind).toBe('open')
  await bench.env.advance(1)
  expect(socket.closeCode).toBe(4001)
  expect(bench.env.pendingTimers()).toBe(0)
})

test('wrong frames before authentication do not move the deadline', async () => {
  const bench = new GatewayBench()
  const socket = bench.open()
  await bench.env.advance(4_000)
  await bench.says(socket, { type: 'ping', id: '1' })
  expect(socket.framesOf('error')[0]).toMatchObject({ code: 'unauthorized', ref: 'ping' })
  await bench.env.advance(1_000)
  expect(socket.closeCode).toBe(4001)
})

test('an authenticate that never answers is given up', async () => {
  const bench = new GatewayBench()
  let answer = (_principal: Principal | null): void => undefined
  bench.authenticate = () => new Promise((resolve) => (answer = resolve))
  const socket = await bench.connect('ana')
  await bench.env.advance(10_000)
  expect(socket.closeCode).toBe(4001)
  answer(bench.knows('ana'))
  await bench.env.settle()
  expect(socket.types).toEqual([])
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0 })
})

test.each([
  ['an unknown token', { type: 'auth', token: 'nobody' }, 'unauthorized', 4401],
  ['the token of somebody else', { type: 'auth', token: 'ana', user_id: 'bia' }, 'forbidden', 4403],
  ['a protocol from the future', { type: 'auth', token: 'ana', protocol: 2 }, 'invalid_request', 4404],
  ['a token that has expired', { type: 'auth', token: 'old' }, 'token_expired', 4401],
])('%s is refused', async (_title, frame, code, closeCode) => {
  const bench = new GatewayBench()
  bench.knows('old', { expires_at: bench.env.now() })
  const socket = bench.open()
  await bench.says(socket, frame)
  expect(socket.framesOf('auth_error')).toMatchObject([{ code }])
  expect(socket.closeCode).toBe(closeCode)
  expect(bench.logger.entries).toContainEqual({
    level: 'warn',
    message: 'WebSocket authentication failed',
    fields: expect.objectContaining({ code }),
  })
  expect(bench.env.pendingTimers()).toBe(0)
})

test('an authenticate that tells of an expired token asks for a fresh one', async () => {
  const bench = new GatewayBench()
  bench.authenticate = () => {
    throw new ServerError('token_expired', 'unable to authenticate; token has expired')
  }
  const socket = await bench.connect('ana')
  expect(socket.framesOf('auth_error')).toMatchObject([{ code: 'token_expired' }])
  expect(socket.closeCode).toBe(4401)
})

test('an authenticate that breaks is our fault: the client may try again', async () => {
  const bench = new GatewayBench()
  bench.authenticate = () => {
    throw new Error('jwks unreachable at https://internal')
  }
  const socket = await bench.connect('ana')
  expect(socket.closeCode).toBe(1011)
  expect(JSON.stringify(socket.messages)).not.toContain('jwks')
  expect(bench.logger.entries).toContainEqual(
    expect.objectContaining({ level: 'error', message: 'WebSocket authentication failed' }),
  )
})

test('a log that cannot be read at the start closes with a code to retry', async () => {
  const bench = new GatewayBench()
  bench.inbox.failing = true
  const socket = await bench.connect('ana')
  expect(socket.closeCode).toBe(1011)
  expect(bench.env.pendingTimers()).toBe(0)
})

test('a socket that breaks while its token is checked leaves nothing', async () => {
  const bench = new GatewayBench()
  const gate = closedGate()
  bench.inbox.latency = gate.wait
  const socket = await bench.connect('ana')
  socket.breaks()
  gate.open()
  await bench.env.settle()
  expect(socket.messages).toEqual([])
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
  expect(bench.env.pendingTimers()).toBe(0)
})

test.each([
  ['cursor_unreadable', 'nonsense'],
  ['epoch_changed', 'old'],
  ['principal_changed', 'foreign'],
  ['cursor_ahead', 'ahead'],
  ['cursor_too_old', 'early'],
  ['access_changed', 'before'],
])('%s begins anew at the head', async (reason, resume) => {
  const bench = new GatewayBench()
  for (let count = 0; count < 5; count += 1) bench.inbox.commit('c1')
  const cursor = (await bench.connect('ana')).framesOf('auth_ok')[0]?.cursor ?? ''
  const [, , hash] = cursor.split('.')
  const foreign = (await bench.connect('bia')).framesOf('auth_ok')[0]?.cursor ?? ''
  if (reason === 'cursor_too_old') bench.inbox.oldestPosition = 3
  if (reason === 'access_changed') bench.inbox.accessChangedAt = 3
  const cursors = new Map([
    ['old', `e0.5.${hash}`],
    ['foreign', foreign],
    ['ahead', `e1.6.${hash}`],
    ['early', `e1.2.${hash}`],
    ['before', `e1.2.${hash}`],
  ])
  const socket = await bench.connect('ana', { resume: cursors.get(resume) ?? resume })
  expect(socket.types.slice(0, 2)).toEqual(['auth_ok', 'reset'])
  expect(socket.framesOf('auth_ok')[0]).toMatchObject({ resumed: false, cursor })
  expect(socket.framesOf('reset')[0]).toMatchObject({ reason, cursor })
  await bench.commits('c1')
  expect(versionsOf(socket)).toEqual([6])
})

test('a socket that breaks while its start is looked for leaves nothing', async () => {
  const bench = new GatewayBench()
  ;(await bench.connect('ana')).breaks()
  const gate = closedGate()
  bench.inbox.latency = gate.wait
  const socket = await bench.connect('ana')
  socket.breaks()
  gate.open()
  await bench.env.settle()
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
  expect(bench.env.pendingTimers()).toBe(0)
})

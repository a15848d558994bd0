import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import { ServerError } from '../domain/errors'
import type { Principal } from '../domain/principal'
import type { FakeServerSocket } from './testing/fake-server-socket'
import { GatewayBench, versionsOf } from './testing/gateway-bench'
import { settled } from './testing/virtual-env'

const auth = (token: string, more: Record<string, unknown> = {}) => ({ type: 'auth', token, ...more })

async function says(socket: FakeServerSocket, ...frames: unknown[]): Promise<void> {
  for (const frame of frames) socket.receives(frame)
  await settled()
}

test('a socket that says nothing is closed after five seconds, and may try again', async () => {
  const bench = new GatewayBench()
  const socket = bench.open()
  await bench.env.advance(4_999)
  expect(socket.ending.kind).toBe('open')
  await bench.env.advance(1)
  expect(socket.closeCode).toBe(4001)
  expect(bench.env.pendingTimers).toBe(0)
})

test('wrong frames before authentication do not move the deadline', async () => {
  const bench = new GatewayBench()
  const socket = bench.open()
  await bench.env.advance(4_000)
  await says(socket, { type: 'ping', id: '1' })
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
  await settled()
  expect(socket.types).toEqual([])
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0 })
})

test.each([
  ['an unknown token', auth('nobody'), 'unauthorized', 4401],
  ['the token of somebody else', auth('ana', { user_id: 'bia' }), 'forbidden', 4403],
  ['a protocol from the future', auth('ana', { protocol: 2 }), 'invalid_request', 4404],
  ['a token that has expired', auth('old'), 'token_expired', 4401],
])('%s is refused', async (_title, frame, code, closeCode) => {
  const bench = new GatewayBench()
  bench.knows('old', { expires_at: bench.env.now() })
  const socket = bench.open()
  await says(socket, frame)
  expect(socket.framesOf('auth_error')).toMatchObject([{ code }])
  expect(socket.closeCode).toBe(closeCode)
  expect(bench.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'WebSocket authentication failed', code }),
  )
  expect(bench.env.pendingTimers).toBe(0)
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
  expect(bench.lines).toContainEqual(
    expect.objectContaining({ level: 'error', message: 'WebSocket authentication failed' }),
  )
})

test('a log that cannot be read at the start closes with a code to retry', async () => {
  const bench = new GatewayBench()
  bench.inbox.failing = true
  const socket = await bench.connect('ana')
  expect(socket.closeCode).toBe(1011)
  expect(bench.env.pendingTimers).toBe(0)
})

test('a socket that breaks while its token is checked leaves nothing', async () => {
  const bench = new GatewayBench()
  let open = (): void => undefined
  bench.inbox.gate = new Promise((resolve) => (open = resolve))
  const socket = await bench.connect('ana')
  socket.breaks()
  open()
  await settled()
  expect(socket.messages).toEqual([])
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
  expect(bench.env.pendingTimers).toBe(0)
})

test('a socket that breaks during its catch-up leaves nothing', async () => {
  const bench = new GatewayBench()
  let open = (): void => undefined
  bench.inbox.pageGate = new Promise((resolve) => (open = resolve))
  const socket = await bench.connect('ana')
  expect(socket.types).toEqual(['auth_ok'])
  socket.breaks()
  open()
  await settled()
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
  expect(socket.listenerCount).toBe(0)
  expect(bench.env.pendingTimers).toBe(0)
})

test('frames sent right behind auth wait for it', async () => {
  const bench = new GatewayBench()
  const socket = bench.open()
  await says(socket, auth('ana'), { type: 'ping', id: '7' })
  expect(socket.types).toEqual(['auth_ok', 'pong'])
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

test('the third wrong frame closes the socket', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  await says(socket, { type: 'subscribe' }, { type: 'typing_start' })
  expect(socket.framesOf('error')).toMatchObject([
    { code: 'invalid_request', ref: 'subscribe' },
    { code: 'invalid_request', ref: 'typing_start' },
  ])
  socket.receivesText('{')
  await settled()
  expect(socket.framesOf('error').at(-1)).toMatchObject({ code: 'malformed_json', ref: null })
  expect(socket.closeCode).toBe(4400)
})

test('more than sixty frames in ten seconds are too many', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  for (let count = 1; count < 60; count += 1) await says(socket, { type: 'ping', id: `${count}` })
  expect(socket.framesOf('pong')).toHaveLength(59)
  await bench.env.advance(10_000)
  for (let count = 0; count < 60; count += 1) await says(socket, { type: 'ping', id: `${count}` })
  expect(socket.ending.kind).toBe('open')
  await says(socket, { type: 'ping', id: 'one more' })
  expect(socket.closeCode).toBe(4004)
})

test('frames are bounded at 4 KiB before authentication and at 64 KiB after', async () => {
  const bench = new GatewayBench()
  const early = bench.open()
  await says(early, auth('x'.repeat(4_096)))
  expect(early.closeCode).toBe(1009)
  const socket = await bench.connect('ana')
  await says(socket, { type: 'ping', id: 'x'.repeat(60_000) })
  expect(socket.framesOf('error')).toMatchObject([{ code: 'invalid_request' }])
  // 22,000 characters of three bytes each.
  await says(socket, { type: 'ping', id: '…'.repeat(22_000) })
  expect(socket.closeCode).toBe(1009)
})

test('the server pings, and drops who does not answer for two intervals', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  await bench.env.advance(100_000)
  expect(socket.pings).toBe(4)
  socket.answersPings = false
  await bench.env.advance(50_000)
  expect(socket.ending.kind).toBe('open')
  await bench.env.advance(25_000)
  expect(socket.ending).toEqual({ kind: 'terminated' })
  expect(bench.env.pendingTimers).toBe(0)
})

test('the end of a token is announced a minute before and closes the socket', async () => {
  const bench = new GatewayBench()
  bench.knows('ana', { expires_at: bench.env.now() + 300_000 })
  const socket = await bench.connect('ana')
  await bench.env.advance(239_999)
  expect(socket.types).not.toContain('token_expiring')
  await bench.env.advance(1)
  expect(socket.framesOf('token_expiring')).toHaveLength(1)
  await bench.env.advance(60_000)
  expect(socket.types.at(-1)).toBe('auth_error')
  expect(socket.closeCode).toBe(4401)
})

test('a token with less than two minutes is announced at half of its life', async () => {
  const bench = new GatewayBench()
  bench.knows('ana', { expires_at: bench.env.now() + 20_000 })
  const socket = await bench.connect('ana')
  await bench.env.advance(10_000)
  expect(socket.framesOf('token_expiring')).toHaveLength(1)
})

test('a token that ends in a year does not end now', async () => {
  const bench = new GatewayBench()
  bench.knows('ana', { expires_at: bench.env.now() + 365 * 86_400_000 })
  const socket = await bench.connect('ana')
  await bench.env.advance(86_400_000)
  expect(socket.ending.kind).toBe('open')
  expect(socket.types).not.toContain('token_expiring')
})

test('nothing goes out or in after the end of a token, even when its timer is late', async () => {
  const bench = new GatewayBench()
  bench.knows('ana', { expires_at: bench.env.now() + 60_000 })
  const [silent, busy] = [await bench.connect('ana'), await bench.connect('ana')]
  bench.env.jump(60_000)
  await says(busy, { type: 'typing_start', conversation_id: 'c1' })
  expect(busy.closeCode).toBe(4401)
  await bench.commits('c1')
  expect(versionsOf(silent)).toEqual([])
  expect(silent.closeCode).toBe(4401)
  expect(bench.inbox.typings).toEqual([])
})

test('a newer token is taken in place, without a gap', async () => {
  const bench = new GatewayBench()
  bench.knows('ana', { expires_at: bench.env.now() + 120_000 })
  const socket = await bench.connect('ana')
  await bench.commits('c1')
  bench.knows('ana', { expires_at: bench.env.now() + 900_000, name: 'Ana' })
  await says(socket, auth('ana'))
  const welcomes = socket.framesOf('auth_ok')
  expect(welcomes[1]).toMatchObject({ resumed: true, connection_id: welcomes[0]?.connection_id, user: { name: 'Ana' } })
  expect(parseCursor(welcomes[1]?.cursor ?? '')?.position).toBe(1)
  await bench.env.advance(120_000)
  await bench.commits('c1')
  expect(socket.ending.kind).toBe('open')
  expect(versionsOf(socket)).toEqual([1, 2])
})

test.each([
  ['another user', 'bia', 4403],
  ['the same user of another tenant', 'ana of t2', 4403],
  ['an unknown token', 'nobody', 4401],
])('a refresh with %s ends the socket', async (_title, token, closeCode) => {
  const bench = new GatewayBench()
  bench.tokens.set('ana of t2', { ...bench.knows('ana'), tenant_id: 't2' })
  const socket = await bench.connect('ana')
  await says(socket, auth(token))
  expect(socket.closeCode).toBe(closeCode)
})

test('another role begins anew and sees by the new one', async () => {
  const bench = new GatewayBench()
  bench.inbox.hidden.add('secret')
  bench.knows('ana', { role: 'admin' })
  const socket = await bench.connect('ana')
  await bench.commits('secret')
  bench.knows('ana', { role: 'agent' })
  await says(socket, auth('ana'))
  await bench.commits('secret')
  await bench.commits('c1')
  expect(versionsOf(socket)).toEqual([1, 3])
  expect(socket.types.slice(2, 4)).toEqual(['auth_ok', 'reset'])
  expect(socket.framesOf('reset')[0]).toMatchObject({ reason: 'access_changed' })
  expect(bench.gateway.status()).toMatchObject({ sessions: 1 })
})

test('typing is handed to the inbox, and ends with the connection', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  await says(socket, { type: 'typing_start', conversation_id: 'c1' })
  await says(socket, { type: 'typing_stop', conversation_id: 'c1' })
  await says(socket, { type: 'typing_start', conversation_id: 'c2' })
  socket.breaks()
  expect(bench.inbox.typings).toEqual([
    ['ana', 'c1', true],
    ['ana', 'c1', false],
    ['ana', 'c2', true],
    ['ana', 'c2', false],
  ])
})

test('what somebody may not see can be neither viewed nor typed in, and is no wrong frame', async () => {
  const bench = new GatewayBench()
  bench.inbox.hidden.add('secret')
  const [ana, bia] = [await bench.connect('ana'), await bench.connect('bia')]
  const before = bia.frames.length
  for (let count = 0; count < 4; count += 1) {
    await says(ana, { type: 'viewing', conversation_id: 'secret' })
    await says(ana, { type: 'typing_start', conversation_id: 'secret' })
  }
  expect(ana.framesOf('error')).toHaveLength(8)
  expect(ana.framesOf('error')[0]).toMatchObject({ code: 'not_found', ref: 'viewing' })
  expect(ana.ending.kind).toBe('open')
  expect(bia.frames).toHaveLength(before)
})

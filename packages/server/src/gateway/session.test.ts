import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import { closedGate } from './testing/gate'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

test('frames sent right behind auth wait for it', async () => {
  const bench = new GatewayBench()
  const socket = bench.open()
  await bench.says(socket, { type: 'auth', token: 'ana' }, { type: 'ping', id: '7' })
  expect(socket.types).toEqual(['auth_ok', 'pong'])
})

test('the third wrong frame closes the socket', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  await bench.says(socket, { type: 'subscribe' }, { type: 'typing_start' })
  expect(socket.framesOf('error')).toMatchObject([
    { code: 'invalid_request', ref: 'subscribe' },
    { code: 'invalid_request', ref: 'typing_start' },
  ])
  socket.receivesText('{')
  await bench.env.settle()
  expect(socket.framesOf('error').at(-1)).toMatchObject({ code: 'malformed_json', ref: null })
  expect(socket.closeCode).toBe(4400)
})

test('a newer token is taken in place, without a gap', async () => {
  const bench = new GatewayBench()
  bench.knows('ana', { expires_at: bench.env.now() + 120_000 })
  const socket = await bench.connect('ana')
  await bench.commits('c1')
  bench.knows('ana', { expires_at: bench.env.now() + 900_000, name: 'Ana' })
  await bench.says(socket, { type: 'auth', token: 'ana' })
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
  await bench.says(socket, { type: 'auth', token })
  expect(socket.closeCode).toBe(closeCode)
})

test('another role begins anew and sees by the new one', async () => {
  const bench = new GatewayBench()
  bench.inbox.hidden.add('secret')
  bench.knows('ana', { role: 'admin' })
  const socket = await bench.connect('ana')
  await bench.commits('secret')
  bench.knows('ana', { role: 'agent' })
  await bench.says(socket, { type: 'auth', token: 'ana' })
  await bench.commits('secret')
  await bench.commits('c1')
  expect(versionsOf(socket)).toEqual([1, 3])
  expect(socket.types.slice(2, 4)).toEqual(['auth_ok', 'reset'])
  expect(socket.framesOf('reset')[0]).toMatchObject({ reason: 'access_changed' })
  expect(bench.gateway.status()).toMatchObject({ sessions: 1 })
})

test('typing reaches a session once after its role has changed', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.knows('ana', { role: 'admin' })
  await bench.says(socket, { type: 'auth', token: 'ana' })
  const data = { conversation_id: 'c1', contact_id: 'k1' }
  const origin = { tenant_id: 't1', conversation_id: 'c1', origin_connection_id: null }
  bench.bus.publishTransient({ ...origin, type: 'typing_start', data })
  await bench.env.settle()
  expect(socket.framesOf('typing_start')).toHaveLength(1)
})

test('a socket that breaks during a refresh leaves nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  const renewed = bench.knows('ana', { expires_at: bench.env.now() + 900_000 })
  const gate = closedGate()
  bench.authenticate = () => gate.wait().then(() => renewed)
  await bench.says(socket, { type: 'auth', token: 'ana' })
  socket.breaks()
  gate.open()
  await bench.env.settle()
  expect(bench.env.pendingTimers()).toBe(0)
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
})

test('a socket that breaks while another role begins anew leaves nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  const gate = closedGate()
  bench.knows('ana', { role: 'admin' })
  bench.inbox.latency = (call) => (call === 'head' ? gate.wait() : Promise.resolve())
  await bench.says(socket, { type: 'auth', token: 'ana' })
  socket.breaks()
  gate.open()
  await bench.env.settle()
  expect(bench.env.pendingTimers()).toBe(0)
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
})

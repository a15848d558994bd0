import { expect, test } from 'vitest'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

test('a user and an address may hold only so many sockets', async () => {
  const bench = new GatewayBench({ limits: { maxSocketsPerUser: 1, maxSocketsPerIp: 2 } })
  const first = await bench.connect('ana')
  const second = await bench.connect('ana')
  expect(second.closeCode).toBe(4003)
  const third = bench.open()
  expect(bench.open().closeCode).toBe(4003)
  expect(bench.open('198.51.100.1').ending).toEqual({ kind: 'open' })
  first.breaks()
  third.receives({ type: 'auth', token: 'ana' })
  await bench.env.settle()
  expect(third.types).toContain('auth_ok')
})

test('draining tells everybody, closes them spread over the window and ends when the last has gone', async () => {
  const bench = new GatewayBench()
  const sockets = [await bench.connect('ana'), await bench.connect('bia'), bench.open(), bench.open()]
  const events: string[] = []
  const drained = bench.gateway.drain({ minDelayMs: 0, maxDelayMs: 4_000, graceMs: 20_000 })
  void drained.then(() => events.push('drained'))
  expect(bench.gateway.status().phase).toBe('draining')
  expect(sockets.every((socket) => socket.types.at(-1) === 'draining')).toBe(true)
  expect(bench.open().closeCode).toBe(1012)
  await bench.env.advance(1_500)
  expect(sockets.map((socket) => socket.closeCode)).toEqual([1012, 1012, null, null])
  expect(events).toEqual([])
  await bench.env.advance(1_500)
  expect(sockets.map((socket) => socket.closeCode)).toEqual([1012, 1012, 1012, 1012])
  expect(events).toEqual(['drained'])
  expect(bench.env.pendingTimers()).toBe(0)
})

test('draining drops after the grace what does not close', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  socket.answersClose = false
  const drained = bench.gateway.drain({ minDelayMs: 0, maxDelayMs: 1_000, graceMs: 2_000 })
  await bench.env.advance(2_000)
  await drained
  expect(bench.gateway.status()).toEqual({ phase: 'draining', connections: 0, sessions: 0, tenants: 0 })
})

test('nothing is left of a closed gateway: no timer, no listener, no room', async () => {
  const bench = new GatewayBench()
  const sockets = [await bench.connect('ana'), await bench.connect('bia', { batch: true }), bench.open()]
  await bench.commits('c1')
  bench.gateway.close()
  expect(sockets.map((socket) => socket.listenerCount)).toEqual([0, 0, 0])
  expect(bench.env.pendingTimers()).toBe(0)
  expect(bench.gateway.status()).toEqual({ phase: 'closed', connections: 0, sessions: 0, tenants: 0 })
  await bench.commits('c1')
  expect(versionsOf(sockets[0] ?? bench.open())).toEqual([1])
})

test('a tenant without sessions costs nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  expect(bench.gateway.status()).toMatchObject({ connections: 1, sessions: 1, tenants: 1 })
  socket.breaks()
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
  expect(bench.env.pendingTimers()).toBe(0)
  expect(socket.listenerCount).toBe(0)
})

test('a revoked user’s sockets end at once, those of others stay', async () => {
  const bench = new GatewayBench()
  const [first, second, bia] = [await bench.connect('ana'), await bench.connect('ana'), await bench.connect('bia')]
  await bench.inbox.agents.revoke({ tenant_id: 't1', user_id: 'ana' })
  expect([first.closeCode, second.closeCode, bia.ending.kind]).toEqual([4401, 4401, 'open'])
  expect(first.framesOf('auth_error')[0]).toMatchObject({ code: 'unauthorized' })
  await bench.commits('c1')
  expect([versionsOf(first), versionsOf(bia)]).toEqual([[], [1]])
})

test('a revocation of another node is found within five seconds, and spares who was let in since', async () => {
  const bench = new GatewayBench()
  const before = await bench.connect('ana')
  bench.inbox.revocations.set('ana', bench.env.now())
  await bench.env.advance(1)
  const since = await bench.connect('ana')
  await bench.env.advance(5_000)
  expect([before.closeCode, since.ending.kind]).toEqual([4401, 'open'])
})

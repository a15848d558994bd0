import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import { GatewayBench, versionsOf } from './testing/gateway-bench'
import { settled } from './testing/virtual-env'

test('a session is welcomed with the head of the log and given what comes after it', async () => {
  const bench = new GatewayBench()
  bench.inbox.commit('c1')
  const socket = await bench.connect('ana')
  const [welcome] = socket.framesOf('auth_ok')
  expect(welcome).toMatchObject({ resumed: false, heartbeat_ms: 25_000, user: { id: 'ana', tenant_id: 't1' } })
  expect(parseCursor(welcome?.cursor ?? '')?.position).toBe(1)
  await bench.commits('c1')
  expect(versionsOf(socket)).toEqual([2])
  const [event] = socket.framesOf('message_status_updated')
  expect(parseCursor(event?.cursor ?? '')).toMatchObject({ epoch: 'e1', position: 2 })
  expect(bench.lines).toContainEqual(
    expect.objectContaining({ level: 'info', message: 'WebSocket connection established', user_id: 'ana' }),
  )
  expect(bench.lines).toContainEqual(
    expect.objectContaining({ level: 'debug', message: 'Broadcasting message', count: 1 }),
  )
})

test('a session that resumes is given what it missed, then what is live, each once', async () => {
  const bench = new GatewayBench({ limits: { feedPageSize: 2 } })
  const first = await bench.connect('ana')
  await bench.commits('c1')
  const cursor = first.framesOf('message_status_updated')[0]?.cursor
  first.breaks()
  for (let count = 0; count < 5; count += 1) await bench.commits('c1')
  const second = bench.open()
  second.receives({ type: 'auth', token: 'ana', resume: cursor })
  for (let count = 0; count < 5; count += 1) await bench.commits('c1')
  expect(second.framesOf('auth_ok')[0]).toMatchObject({ resumed: true, cursor })
  expect(versionsOf(second)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('a lost hint delays an event by one tick and loses nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.inbox.commit('c1')
  await settled()
  expect(versionsOf(socket)).toEqual([])
  await bench.env.advance(5_000)
  expect(versionsOf(socket)).toEqual([1])
})

test('a hint before its commit sends nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.bus.publishHint({ tenant_id: 't1', seq: 1 })
  await settled()
  expect(versionsOf(socket)).toEqual([])
})

test('events of another tenant reach nobody here', async () => {
  const bench = new GatewayBench()
  bench.knows('eva', { tenant_id: 't2' })
  const [ana, eva] = [await bench.connect('ana'), await bench.connect('eva')]
  await bench.commits('c1', 't2')
  expect(versionsOf(ana)).toEqual([])
  expect(versionsOf(eva)).toEqual([1])
})

test('what somebody may not see moves the position by one coalesced progress', async () => {
  const bench = new GatewayBench()
  bench.knows('root', { role: 'admin' })
  bench.inbox.hidden.add('secret')
  const [ana, root] = [await bench.connect('ana'), await bench.connect('root')]
  for (let count = 0; count < 3; count += 1) await bench.commits('secret')
  expect(versionsOf(root)).toEqual([1, 2, 3])
  await bench.env.advance(1_000)
  expect(versionsOf(ana)).toEqual([])
  expect(ana.framesOf('progress').map(({ cursor }) => parseCursor(cursor)?.position)).toEqual([3])
  expect(root.framesOf('progress')).toEqual([])
  await bench.env.advance(10_000)
  expect(ana.framesOf('progress')).toHaveLength(1)
})

test('visibility is asked once per principal and event, and never of those who see their whole tenant', async () => {
  const asking = new GatewayBench()
  await Promise.all([asking.connect('ana'), asking.connect('ana'), asking.connect('bia')])
  await asking.commits('c1')
  expect(asking.inbox.asked.sort()).toEqual(['ana 1', 'bia 1'])
  const open = new GatewayBench({ policy: { seesWholeTenant: () => true, canSee: () => true } })
  const socket = await open.connect('ana')
  await open.commits('c1')
  expect(versionsOf(socket)).toEqual([1])
  expect(open.inbox.asked).toEqual([])
})

test('a log that cannot be read for a while loses nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.inbox.failing = true
  await bench.commits('c1')
  bench.inbox.failing = false
  await bench.env.advance(5_000)
  expect(versionsOf(socket)).toEqual([1])
})

test('events pruned before they were read are told as a reset', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  for (let count = 0; count < 4; count += 1) bench.inbox.commit('c1')
  bench.inbox.oldestPosition = 3
  await bench.env.advance(5_000)
  const [reset] = socket.framesOf('reset')
  expect(reset).toMatchObject({ reason: 'cursor_too_old' })
  expect(parseCursor(reset?.cursor ?? '')?.position).toBe(3)
  expect(versionsOf(socket)).toEqual([4])
})

test('frames of one turn come as one array to those who asked for it', async () => {
  const bench = new GatewayBench()
  const first = await bench.connect('ana')
  const cursor = first.framesOf('auth_ok')[0]?.cursor
  for (let count = 0; count < 3; count += 1) bench.inbox.commit('c1')
  const batched = await bench.connect('ana', { resume: cursor, batch: true })
  const single = await bench.connect('ana', { resume: cursor })
  expect(batched.messages.filter(Array.isArray)).toHaveLength(1)
  expect(single.messages.filter(Array.isArray)).toHaveLength(0)
  expect(versionsOf(batched)).toEqual([1, 2, 3])
  expect(versionsOf(single)).toEqual([1, 2, 3])
})

test('a socket that takes nothing is dropped beyond its bound and holds nobody up', async () => {
  const bench = new GatewayBench({ limits: { maxBufferedBytes: 1_000 } })
  const [slow, quick] = [await bench.connect('ana'), await bench.connect('bia')]
  slow.stalled = true
  for (let count = 0; count < 20; count += 1) await bench.commits('c1')
  expect(slow.ending).toEqual({ kind: 'terminated' })
  expect(versionsOf(quick)).toHaveLength(20)
})

test('a long catch-up waits for its peer, and is given up when the peer takes nothing', async () => {
  const limits = { catchUpBufferedBytes: 500, maxBufferedBytes: 2_000 }
  const bench = new GatewayBench({ limits })
  const cursor = (await bench.connect('ana')).framesOf('auth_ok')[0]?.cursor
  for (let count = 0; count < 50; count += 1) bench.inbox.commit('c1')
  const socket = bench.open()
  socket.stalled = true
  socket.receives({ type: 'auth', token: 'ana', resume: cursor })
  await bench.env.advance(1_000)
  expect(versionsOf(socket).length).toBeLessThan(10)
  socket.bufferedBytes = 0
  socket.stalled = false
  await bench.env.advance(1_000)
  expect(versionsOf(socket)).toHaveLength(50)
  const dead = bench.open()
  dead.stalled = true
  dead.receives({ type: 'auth', token: 'ana', resume: cursor })
  await bench.env.advance(31_000)
  expect(dead.ending).toEqual({ kind: 'terminated' })
})

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
  await settled()
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
  expect(bench.env.pendingTimers).toBe(0)
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
  expect(bench.env.pendingTimers).toBe(0)
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
  expect(bench.env.pendingTimers).toBe(0)
  expect(socket.listenerCount).toBe(0)
})

import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import { closedGate } from './testing/gate'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

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
  expect(bench.logger.entries).toContainEqual({
    level: 'info',
    message: 'WebSocket connection established',
    fields: expect.objectContaining({ user_id: 'ana' }),
  })
  expect(bench.logger.entries).toContainEqual({
    level: 'debug',
    message: 'Broadcasting message',
    fields: expect.objectContaining({ count: 1 }),
  })
})

test('a lost hint delays an event by one tick and loses nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.inbox.commit('c1')
  await bench.env.settle()
  expect(versionsOf(socket)).toEqual([])
  await bench.env.advance(5_000)
  expect(versionsOf(socket)).toEqual([1])
})

test('a hint before its commit sends nothing', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  bench.bus.publishHint({ tenant_id: 't1', seq: 1 })
  await bench.env.settle()
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

test('an event that takes a conversation away reaches the live sockets as its removal', async () => {
  const bench = new GatewayBench()
  bench.knows('root', { role: 'admin' })
  const [ana, bia, root] = [await bench.connect('ana'), await bench.connect('bia'), await bench.connect('root')]
  bench.inbox.hidden.add('secret')
  bench.inbox.taken.add(1)
  await bench.commits('secret')
  await bench.commits('secret')
  expect([versionsOf(ana), versionsOf(root)]).toEqual([[], [1, 2]])
  for (const socket of [ana, bia]) {
    const [removal, ...more] = socket.framesOf('conversation_deleted')
    expect(removal).toMatchObject({ data: { conversation_id: 'secret', contact_id: 'k1', version: 1 } })
    expect(parseCursor(removal?.cursor ?? '')?.position).toBe(1)
    expect(more).toEqual([])
  }
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

test('what is committed while the log is being read needs no tick', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  const gate = closedGate()
  bench.inbox.latency = (call) => (call === 'after' ? gate.wait() : Promise.resolve())
  await bench.commits('c1')
  await bench.commits('c1')
  gate.open()
  await bench.env.settle()
  expect(versionsOf(socket)).toEqual([1, 2])
})

test('what is committed while a session reads its last page needs no tick', async () => {
  const bench = new GatewayBench()
  const gate = closedGate()
  bench.inbox.latency = (call) => (call === 'after' ? gate.wait() : Promise.resolve())
  const socket = await bench.connect('ana')
  await bench.commits('c1')
  gate.open()
  await bench.env.settle()
  expect(versionsOf(socket)).toEqual([1])
})

test('somebody who joins while a page is being decided on is given what they may see of it', async () => {
  const bench = new GatewayBench()
  const ana = await bench.connect('ana')
  const [bia, gate] = [bench.open(), closedGate()]
  // The page that `bia` reads is empty: the event is committed after it was read.
  const page = closedGate()
  bench.inbox.latency = (call) => (call === 'after' ? page.wait() : Promise.resolve())
  await bench.says(bia, { type: 'auth', token: 'bia' })
  bench.inbox.latency = (call) => (call === 'view' ? gate.wait() : Promise.resolve())
  await bench.commits('c1')
  page.open()
  await bench.env.settle()
  gate.open()
  await bench.env.settle()
  expect(versionsOf(ana)).toEqual([1])
  expect(versionsOf(bia)).toEqual([1])
})

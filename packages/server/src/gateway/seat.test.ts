import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import type { FakeServerSocket } from './testing/fake-server-socket'
import { closedGate } from './testing/gate'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

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

test('a removal that was missed comes with the resume', async () => {
  const bench = new GatewayBench()
  const first = await bench.connect('ana')
  const cursor = first.framesOf('auth_ok')[0]?.cursor
  first.breaks()
  bench.inbox.hidden.add('secret')
  bench.inbox.taken.add(1)
  bench.inbox.commit('secret')
  bench.inbox.commit('secret')
  const second = await bench.connect('ana', { resume: cursor })
  expect(versionsOf(second)).toEqual([])
  expect(second.framesOf('conversation_deleted').map(({ data }) => data.version)).toEqual([1])
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

test('a socket that breaks during its catch-up leaves nothing', async () => {
  const bench = new GatewayBench()
  const gate = closedGate()
  bench.inbox.latency = (call) => (call === 'after' ? gate.wait() : Promise.resolve())
  const socket = await bench.connect('ana')
  expect(socket.types).toEqual(['auth_ok'])
  socket.breaks()
  gate.open()
  await bench.env.settle()
  expect(bench.gateway.status()).toMatchObject({ connections: 0, sessions: 0, tenants: 0 })
  expect(socket.listenerCount).toBe(0)
  expect(bench.env.pendingTimers()).toBe(0)
})

const paced = { feedPageSize: 10, catchUpBufferedBytes: 500, maxBufferedBytes: 2_000 }

/** A client that missed fifty events and takes nothing for now. */
async function lagging(): Promise<{ bench: GatewayBench; socket: FakeServerSocket }> {
  const bench = new GatewayBench({ limits: paced })
  const first = await bench.connect('ana')
  first.breaks()
  for (let count = 0; count < 50; count += 1) bench.inbox.commit('c1')
  const socket = bench.open()
  socket.stalled = true
  await bench.says(socket, { type: 'auth', token: 'ana', resume: first.framesOf('auth_ok')[0]?.cursor })
  return { bench, socket }
}

test('a long catch-up waits for its peer instead of dropping it', async () => {
  const { bench, socket } = await lagging()
  await bench.env.advance(1_000)
  expect(versionsOf(socket).length).toBeLessThan(10)
  for (let round = 0; round < 50; round += 1) {
    socket.bufferedBytes = 0
    await bench.env.advance(10)
  }
  expect(versionsOf(socket)).toHaveLength(50)
  expect(socket.ending.kind).toBe('open')
})

test('a catch-up whose peer takes nothing is given up', async () => {
  const { bench, socket } = await lagging()
  await bench.env.advance(31_000)
  expect(socket.ending).toEqual({ kind: 'terminated' })
  expect(bench.env.pendingTimers()).toBe(0)
})

test('a catch-up that waits for its peer ends with the connection', async () => {
  const { bench, socket } = await lagging()
  socket.breaks()
  expect(bench.env.pendingTimers()).toBe(0)
})

test('events pruned during a catch-up are told as a reset', async () => {
  const bench = new GatewayBench({ limits: { feedPageSize: 2 } })
  const first = await bench.connect('ana')
  for (let count = 0; count < 9; count += 1) bench.inbox.commit('c1')
  const gate = closedGate()
  bench.inbox.latency = (call) => (call === 'after' ? gate.wait() : Promise.resolve())
  const socket = await bench.connect('ana', { resume: first.framesOf('auth_ok')[0]?.cursor })
  bench.inbox.oldestPosition = 6
  gate.open()
  await bench.env.settle()
  expect(socket.framesOf('reset')).toMatchObject([{ reason: 'cursor_too_old' }])
  expect(parseCursor(socket.framesOf('reset')[0]?.cursor ?? '')?.position).toBe(6)
  expect(versionsOf(socket)).toEqual([1, 2, 7, 8, 9])
})

test('a log that cannot be read during a catch-up closes with a code to retry', async () => {
  const bench = new GatewayBench()
  bench.inbox.latency = (call) => (call === 'after' ? Promise.reject(new Error('database is gone')) : Promise.resolve())
  const socket = await bench.connect('ana')
  expect(socket.closeCode).toBe(1011)
  expect(bench.env.pendingTimers()).toBe(0)
})

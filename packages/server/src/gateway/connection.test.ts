import { expect, test } from 'vitest'
import { closedGate } from './testing/gate'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

test('more than sixty frames in ten seconds are too many', async () => {
  const bench = new GatewayBench()
  const socket = await bench.connect('ana')
  for (let count = 1; count < 60; count += 1) await bench.says(socket, { type: 'ping', id: `${count}` })
  expect(socket.framesOf('pong')).toHaveLength(59)
  await bench.env.advance(10_000)
  for (let count = 0; count < 60; count += 1) await bench.says(socket, { type: 'ping', id: `${count}` })
  expect(socket.ending.kind).toBe('open')
  await bench.says(socket, { type: 'ping', id: 'one more' })
  expect(socket.closeCode).toBe(4004)
})

test('frames are bounded at 4 KiB before authentication and at 64 KiB after', async () => {
  const bench = new GatewayBench()
  const early = bench.open()
  await bench.says(early, { type: 'auth', token: 'x'.repeat(4_096) })
  expect(early.closeCode).toBe(1009)
  const socket = await bench.connect('ana')
  await bench.says(socket, { type: 'ping', id: 'x'.repeat(60_000) })
  expect(socket.framesOf('error')).toMatchObject([{ code: 'invalid_request' }])
  // 22,000 characters of three bytes each.
  await bench.says(socket, { type: 'ping', id: '…'.repeat(22_000) })
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
  expect(bench.env.pendingTimers()).toBe(0)
})

test('a socket that takes nothing is dropped beyond its bound and holds nobody up', async () => {
  const bench = new GatewayBench({ limits: { maxBufferedBytes: 1_000 } })
  const [slow, quick] = [await bench.connect('ana'), await bench.connect('bia')]
  slow.stalled = true
  for (let count = 0; count < 20; count += 1) await bench.commits('c1')
  expect(slow.ending).toEqual({ kind: 'terminated' })
  expect(versionsOf(quick)).toHaveLength(20)
})

test('frames that wait for a slow database are bounded', async () => {
  const bench = new GatewayBench({ limits: { maxClientFrames: 1_000, maxPendingFrames: 5 } })
  const socket = await bench.connect('ana')
  const gate = closedGate()
  bench.inbox.latency = gate.wait
  const viewing = { type: 'viewing', conversation_id: 'c1' }
  await bench.says(socket, viewing, viewing, viewing, viewing, viewing)
  expect(socket.ending.kind).toBe('open')
  await bench.says(socket, viewing)
  expect(socket.closeCode).toBe(4004)
  gate.open()
  await bench.env.settle()
  expect(socket.types).not.toContain('error')
})

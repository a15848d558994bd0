import { expect, test } from 'vitest'
import { GatewayBench, versionsOf } from './testing/gateway-bench'

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
  await bench.says(busy, { type: 'typing_start', conversation_id: 'c1' })
  expect(busy.closeCode).toBe(4401)
  await bench.commits('c1')
  expect(versionsOf(silent)).toEqual([])
  expect(silent.closeCode).toBe(4401)
  expect(bench.inbox.typings).toEqual([])
})

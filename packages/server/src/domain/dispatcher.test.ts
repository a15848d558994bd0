import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordingLogger } from '../testing/recording-logger'
import { virtualEnv } from '../testing/virtual-env'
import { createDispatcher, LEASE_MARGIN_MS, type DispatcherLimits } from './dispatcher'
import { ServerError } from './errors'
import { enqueueDelivery, enqueueReceipt, memoryQueues, QUEUE_RETRY_MS } from './testing/memory-queues'
import { accepted, refused, scriptedChannel } from './testing/scripted-channel'
import { MAX_FAILURE_PAUSE_MS } from './worker'

function setUp(limits: Partial<DispatcherLimits> = {}) {
  const env = virtualEnv()
  const queues = memoryQueues(env)
  const channel = scriptedChannel()
  const logger = recordingLogger()
  const start = () => createDispatcher({ queues, channels: [channel], env, logger, limits })
  const sent = () => channel.sends.map(({ outbound }) => outbound.message.id)
  return { env, queues, channel, logger, start, sent }
}

test('what waits from before is sent without being woken', async () => {
  const { env, queues, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  start()
  await env.settle()
  expect(sent()).toEqual(['a'])
})

test('the next message of a conversation waits for the answer to the one before', async () => {
  const { env, queues, channel, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  enqueueDelivery(queues, 'c1', 'b')
  enqueueDelivery(queues, 'c2', 'x')
  start()
  await env.settle()
  expect(sent()).toEqual(['a', 'x'])
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.settle()
  expect(sent()).toEqual(['a', 'x', 'b'])
  expect(queues.deliveries[0]?.outcomes).toEqual([accepted('wamid.a')])
})

test.each(['unknown', 'rejected'] as const)('an outcome of %s does not hold the next message up', async (kind) => {
  const { env, queues, channel, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  enqueueDelivery(queues, 'c1', 'b')
  start()
  await env.settle()
  const error = { code: 'x', title: 'x', retryable: false }
  channel.sends[0]?.answer(kind === 'unknown' ? { kind, error } : { kind, error, retryAfterMs: null })
  await env.settle()
  expect(sent()).toEqual(['a', 'b'])
})

test('a retryable refusal is sent again when the queue says so, before what came after it', async () => {
  const { env, queues, channel, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  enqueueDelivery(queues, 'c1', 'b')
  start()
  await env.settle()
  channel.sends[0]?.answer(refused(true))
  await env.advance(QUEUE_RETRY_MS - 1)
  expect(sent()).toEqual(['a'])
  await env.advance(1)
  expect(sent()).toEqual(['a', 'a'])
})

test('no more than the limit is sent at once', async () => {
  const { env, queues, channel, start, sent } = setUp({ concurrency: 2 })
  for (const id of ['a', 'b', 'c']) enqueueDelivery(queues, id, id)
  start()
  await env.settle()
  expect(sent()).toEqual(['a', 'b'])
  channel.sends[1]?.answer(accepted('wamid.b'))
  await env.settle()
  expect(sent()).toEqual(['a', 'b', 'c'])
})

test('new work is sent when the queue tells of it, and no longer after closing', async () => {
  const { env, queues, start, sent } = setUp()
  const dispatcher = start()
  await env.settle()
  enqueueDelivery(queues, 'c1', 'a')
  for (const tell of queues.listeners) tell()
  await env.settle()
  expect(sent()).toEqual(['a'])
  void dispatcher.close()
  expect(queues.listeners.size).toBe(0)
})

test('new work is sent when woken', async () => {
  const { env, queues, start, sent } = setUp()
  const dispatcher = start()
  await env.settle()
  enqueueDelivery(queues, 'c1', 'a')
  dispatcher.wake()
  await env.settle()
  expect(sent()).toEqual(['a'])
})

test('new work is found even if the wake-up got lost', async () => {
  const { env, queues, start, sent } = setUp()
  start()
  await env.settle()
  enqueueDelivery(queues, 'c1', 'a')
  await env.advance(60_000)
  expect(sent()).toEqual(['a'])
})

test('a delivery leased by a process that died becomes unknown and is not sent', async () => {
  const { env, queues, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  await queues.claimDeliveries(1, 5_000)
  enqueueDelivery(queues, 'c1', 'b')
  start()
  await env.advance(4_999)
  expect(sent()).toEqual([])
  await env.advance(5_000)
  expect(queues.deliveries[0]?.state).toBe('expired')
  expect(sent()).toEqual(['b'])
})

test('the lease outlasts the longest send', async () => {
  const { env, queues, channel, start } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  start()
  await env.advance(channel.sendTimeoutMs)
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.settle()
  expect(queues.deliveries[0]).toMatchObject({ state: 'settled', outcomes: [accepted('wamid.a')] })
})

test('an outcome that comes after the lease writes nothing', async () => {
  const { env, queues, channel, start } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  start()
  await env.advance(channel.sendTimeoutMs + LEASE_MARGIN_MS + 1_000)
  expect(queues.deliveries[0]?.state).toBe('expired')
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.settle()
  expect(queues.deliveries[0]).toMatchObject({ state: 'expired', outcomes: [] })
})

test('a claim that took most of its lease to arrive is handed back unsent', async () => {
  const { env, queues, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  const { claimDeliveries } = queues
  queues.claimDeliveries = async (...args) => {
    const claims = await claimDeliveries(...args)
    await new Promise<void>((resolve) => void env.setTimer(claims.length > 0 ? LEASE_MARGIN_MS : 0, resolve))
    return claims
  }
  start()
  await env.advance(LEASE_MARGIN_MS)
  expect(sent()).toEqual([])
  expect(queues.deliveries[0]).toMatchObject({ state: 'queued', outcomes: [{ kind: 'rejected' }] })
})

test('a channel that breaks its promise and rejects leaves the outcome unknown', async () => {
  const { env, queues, channel, start } = setUp()
  channel.onSend = () => Promise.reject(new Error('bug'))
  enqueueDelivery(queues, 'c1', 'a')
  start()
  await env.settle()
  expect(queues.deliveries[0]?.outcomes).toMatchObject([{ kind: 'unknown' }])
})

test('a message of a channel that is not configured fails for good', async () => {
  const { env, queues, start } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  for (const { claim } of queues.deliveries) claim.channel_id = 'other'
  start()
  await env.settle()
  expect(queues.deliveries[0]).toMatchObject({
    state: 'settled',
    outcomes: [{ kind: 'rejected', error: { code: 'channel_not_configured', retryable: false } }],
  })
})

test('a channel of another tenant is not used, even under the same id', async () => {
  const { env, queues, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  for (const { claim } of queues.deliveries) claim.tenant_id = 'other'
  start()
  await env.settle()
  expect(sent()).toEqual([])
})

test('the dispatcher outlives its database and asks ever less often', async () => {
  const { env, queues, start, sent } = setUp()
  queues.failure = new Error('connection refused')
  start()
  await env.advance(10 * 60_000)
  const early = queues.calls
  await env.advance(10 * 60_000)
  const perWorker = (10 * 60_000) / MAX_FAILURE_PAUSE_MS
  expect(queues.calls - early).toBeLessThanOrEqual(3 * perWorker)
  queues.failure = null
  enqueueDelivery(queues, 'c1', 'a')
  await env.advance(MAX_FAILURE_PAUSE_MS)
  expect(sent()).toEqual(['a'])
})

test('an outcome is written down once the database is back', async () => {
  const { env, queues, channel, start } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  start()
  await env.settle()
  queues.failure = new Error('connection refused')
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.advance(3_000)
  queues.failure = null
  await env.advance(10_000)
  expect(queues.deliveries[0]?.outcomes).toEqual([accepted('wamid.a')])
})

test('an outcome that can no longer be written is given up with the lease', async () => {
  const { env, queues, channel, logger, start } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  start()
  await env.settle()
  queues.failure = new Error('connection refused')
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.advance(60_000)
  expect(logger.entries.some(({ message }) => message.includes('the lease has ended'))).toBe(true)
})

test('work that somebody else holds is looked for ever less often', async () => {
  const { env, queues, start } = setUp()
  start()
  await env.settle()
  queues.nextDueAt = () => {
    queues.calls += 1
    return Promise.resolve(env.now() - 1)
  }
  await env.advance(60_000)
  const before = queues.calls
  await env.advance(60_000)
  expect(queues.calls - before).toBeLessThan(150)
})

test('a read receipt is told once', async () => {
  const { env, queues, channel, start } = setUp()
  enqueueReceipt(queues, 'wamid.in')
  start()
  await env.advance(120_000)
  expect(channel.read).toEqual(['wamid.in'])
  expect(queues.receipts[0]?.state).toBe('settled')
})

test('a receipt that cannot be told now is told later, one that never can is dropped', async () => {
  const { env, queues, channel, start } = setUp()
  let failures = [new ServerError('service_unavailable', 'down'), new ServerError('invalid_request', 'too old')]
  channel.onRead = () => {
    const [failure, ...rest] = failures
    failures = rest
    return failure === undefined ? Promise.resolve() : Promise.reject(failure)
  }
  enqueueReceipt(queues, 'wamid.in')
  start()
  await env.advance(120_000)
  expect(queues.receipts[0]?.outcomes).toEqual([{ kind: 'retry' }, { kind: 'done' }])
  expect(channel.read).toHaveLength(2)
})

test('drain resolves when the last message has its outcome', async () => {
  const { env, queues, channel, start } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  const dispatcher = start()
  let drained = false
  void dispatcher.drain().then(() => (drained = true))
  await env.settle()
  expect(drained).toBe(false)
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.settle()
  expect(drained).toBe(true)
})

test('close waits for the calls in flight and takes nothing more', async () => {
  const { env, queues, channel, start, sent } = setUp()
  enqueueDelivery(queues, 'c1', 'a')
  enqueueDelivery(queues, 'c1', 'b')
  const dispatcher = start()
  await env.settle()
  let closed = false
  void dispatcher.close().then(() => (closed = true))
  await env.settle()
  expect(closed).toBe(false)
  channel.sends[0]?.answer(accepted('wamid.a'))
  await env.settle()
  expect(closed).toBe(true)
  dispatcher.wake()
  await env.advance(120_000)
  expect(sent()).toEqual(['a'])
  expect(queues.deliveries.map(({ state }) => state)).toEqual(['settled', 'queued'])
})

test('close does not wait for a call that never ends', async () => {
  const { env, queues, start } = setUp({ closeTimeoutMs: 5_000 })
  enqueueDelivery(queues, 'c1', 'a')
  const dispatcher = start()
  await env.settle()
  let closed = false
  void dispatcher.close().then(() => (closed = true))
  await env.advance(4_999)
  expect(closed).toBe(false)
  await env.advance(1)
  expect(closed).toBe(true)
})

test('what was being claimed while closing is still sent, since its lease would make it unknown', async () => {
  const { env, queues, channel, start, sent } = setUp()
  const dispatcher = start()
  await env.settle()
  enqueueDelivery(queues, 'c1', 'a')
  channel.onSend = () => Promise.resolve(accepted('wamid.a'))
  dispatcher.wake()
  await dispatcher.close()
  expect(sent()).toEqual(['a'])
  expect(queues.deliveries[0]?.state).toBe('settled')
})

test('neither a message nor a phone number is logged', async () => {
  const { env, queues, channel, logger, start } = setUp()
  enqueueDelivery(queues, 'c1', 'secret-text')
  for (const { claim } of queues.deliveries) claim.message_id = 'm1'
  start()
  await env.settle()
  channel.sends[0]?.answer(refused(true))
  await env.settle()
  const logged = JSON.stringify(logger.entries)
  expect(logger.entries).not.toEqual([])
  expect(logged).not.toContain('secret-text')
  expect(logged).not.toContain('5511999990001')
})

test('under any mix of outcomes each conversation keeps its order, one call at a time', async () => {
  const kinds = fc.constantFrom('accepted', 'again', 'refused', 'unknown', 'throws')
  const messages = fc.array(fc.record({ conversation: fc.constantFrom('c1', 'c2', 'c3'), kinds: fc.array(kinds) }), {
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 4 }), async (plan, concurrency) => {
      const { env, queues, channel, start } = setUp({ concurrency })
      const open = new Set<string>()
      const finished: string[] = []
      const overlaps: string[] = []
      plan.forEach(({ conversation }, index) => enqueueDelivery(queues, conversation, `${conversation}-${index}`))
      channel.onSend = async ({ message }) => {
        if (open.has(message.conversation_id) || open.size >= concurrency) overlaps.push(message.id)
        open.add(message.conversation_id)
        await new Promise<void>((resolve) => void env.setTimer(100, resolve))
        open.delete(message.conversation_id)
        const kind = plan[Number(message.id.split('-')[1])]?.kinds.shift() ?? 'accepted'
        if (kind === 'again') return refused(true)
        finished.push(message.id)
        if (kind === 'throws') throw new Error('bug')
        if (kind === 'refused') return refused(false)
        const error = { code: 'x', title: 'x', retryable: false }
        return kind === 'unknown' ? { kind, error } : accepted(message.id)
      }
      start()
      await env.advance(300_000)
      expect(overlaps).toEqual([])
      for (const conversation of ['c1', 'c2', 'c3']) {
        const wanted = plan.flatMap((item, index) => (item.conversation === conversation ? [index] : []))
        const order = finished.filter((id) => id.startsWith(conversation)).map((id) => Number(id.split('-')[1]))
        expect(order).toEqual(wanted)
      }
    }),
    { numRuns: 50 },
  )
})

import type { Message, SendMessageBody } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PytakeError } from '../errors'
import { createBatch } from '../lib/batch'
import { aMessage } from '../testing/entities'
import { VirtualEnv } from '../testing/virtual-env'
import type { ClientStorage } from './storage'
import { memoryStorage } from './storage'
import { MAX_OUTBOX_ITEMS } from './new-item'
import { createOutbox } from './outbox'

type Answer = 'stored' | 'answer_lost' | 'network' | 'busy' | 'refused' | Promise<never>

/** A server that answers as told, and stores each key once. */
function setUp(options: { storage?: ClientStorage; answers?: Answer[]; seed?: number } = {}) {
  const env = new VirtualEnv(options.seed)
  const storage = options.storage ?? memoryStorage()
  const answers = [...(options.answers ?? [])]
  const stored: { conversation: string; content: string; key: string }[] = []
  const tried: string[] = []
  const errors: PytakeError[] = []
  const store = (conversation: string, { content, client_message_id: key = '' }: SendMessageBody): Message => {
    if (!stored.some((message) => message.key === key)) stored.push({ conversation, content, key })
    return aMessage({ id: `server-${key}`, conversation_id: conversation, content, client_message_id: key })
  }
  const outbox = createOutbox({
    env,
    batch: createBatch(() => undefined),
    onSent: () => undefined,
    onRefused: () => undefined,
    onChange: () => undefined,
    onError: (error) => errors.push(error),
    log: () => undefined,
    send: async (conversation, body) => {
      tried.push(body.content)
      const answer = (await answers.shift()) ?? 'stored'
      const isStored = stored.some(({ key }) => key === body.client_message_id)
      if (answer === 'network') throw new PytakeError('network_unreachable', 'down')
      if (answer === 'busy') throw new PytakeError('rate_limited', 'busy', { retryAfterMs: 30_000 })
      if (answer === 'refused' && !isStored) throw new PytakeError('reply_window_closed', 'closed')
      const message = store(conversation, body)
      if (answer === 'answer_lost') throw new PytakeError('network_unreachable', 'lost')
      return message
    },
  })
  const contents = (conversation: string) =>
    stored.filter((message) => message.conversation === conversation).map(({ content }) => content)
  return { env, outbox, storage, answers, stored, tried, errors, contents }
}

const quietly = (work: Promise<unknown>) => void work.catch(() => undefined)

test('whatever fails, each conversation keeps its order and nothing is stored twice or lost', async () => {
  const anyAnswer = fc.constantFrom<Answer>('stored', 'stored', 'answer_lost', 'network', 'busy', 'refused')
  const sends = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12, size: 'max' })
  await fc.assert(
    fc.asyncProperty(sends, fc.array(anyAnswer, { maxLength: 30, size: 'max' }), async (conversations, answers) => {
      const { env, outbox, contents, stored } = setUp({ answers })
      quietly(outbox.load())
      conversations.forEach((conversation, index) => quietly(outbox.add(conversation, { content: `${index}` })))
      await env.advance(3_600_000)
      const failed = outbox.items().map(({ body }) => body.content)
      expect(outbox.items().every(({ state }) => state.status === 'failed')).toBe(true)
      expect(stored.length + failed.length).toBe(conversations.length)
      for (const conversation of ['a', 'b', 'c']) {
        const order = contents(conversation).map(Number)
        expect(order).toEqual([...order].sort((x, y) => x - y))
      }
    }),
    { numRuns: 60 },
  )
})

test('a failed head holds up only its own conversation', async () => {
  const { env, outbox, contents } = setUp({ answers: ['busy', 'stored'] })
  void outbox.load()
  void outbox.add('a', { content: 'a1' })
  void outbox.add('a', { content: 'a2' })
  void outbox.add('b', { content: 'b1' })
  await env.advance(10_000)
  expect([contents('a'), contents('b')]).toEqual([[], ['b1']])
  await env.advance(30_000)
  expect(contents('a')).toEqual(['a1', 'a2'])
})

test('a wake-up retries at once, but not where the server asked to wait', async () => {
  const { env, outbox, tried } = setUp({ answers: ['network', 'busy'] })
  void outbox.load()
  void outbox.add('a', { content: 'network' })
  void outbox.add('b', { content: 'busy' })
  await env.settle()
  outbox.wake()
  await env.settle()
  expect(tried).toEqual(['network', 'busy', 'network'])
})

test('a try that began before the wake-up and fails after it is soon repeated, however many failed before', async () => {
  let failLate = (_error: PytakeError): void => undefined
  const { env, outbox, contents, answers } = setUp({ answers: Array<Answer>(8).fill('network') })
  void outbox.load()
  void outbox.add('a', { content: 'tarde' })
  while (answers.length > 1) await env.advance(1_000)
  answers.length = 0
  answers.push(new Promise((_resolve, reject) => (failLate = reject)))
  while (answers.length > 0) await env.advance(1_000)
  outbox.wake()
  failLate(new PytakeError('network_unreachable', 'lost'))
  await env.advance(1_500)
  expect(contents('a')).toEqual(['tarde'])
})

test('a reload goes on where the last page stopped: same keys, same order, failures stay failed', async () => {
  const storage = memoryStorage()
  const before = setUp({ storage, answers: ['refused', 'answer_lost'] })
  void before.outbox.load(storage)
  quietly(before.outbox.add('a', { content: 'recusada' }))
  for (const content of ['um', 'dois', 'três']) quietly(before.outbox.add('a', { content }))
  await before.env.settle()
  const keys = before.outbox.items().map(({ id }) => id)
  before.outbox.close()

  const after = setUp({ storage, seed: 2 })
  const early = after.outbox.add('a', { content: 'quatro' })
  await Promise.all([after.outbox.load(storage), after.env.settle()])
  await early
  expect(after.contents('a')).toEqual(['um', 'dois', 'três', 'quatro'])
  expect(after.stored.slice(0, 3).map(({ key }) => key)).toEqual(keys.slice(1))
  expect(after.outbox.items()).toMatchObject([{ id: keys[0], state: { status: 'failed' } }])
  expect(await storage.load('outbox')).toHaveLength(1)
})

test('a message the server keeps failing on is given up, so that it does not block for ever', async () => {
  const { env, outbox, tried } = setUp()
  const failing = createOutbox({
    env,
    batch: createBatch(() => undefined),
    send: async (_conversation, { content }) => {
      tried.push(content)
      throw new PytakeError('internal_error', 'oops')
    },
    onSent: () => undefined,
    onRefused: () => undefined,
    onChange: () => undefined,
    onError: () => undefined,
    log: () => undefined,
  })
  outbox.close()
  void failing.load()
  const answer = expect(failing.add('a', { content: 'x' })).rejects.toMatchObject({ code: 'internal_error' })
  await env.advance(3_600_000)
  await answer
  expect(tried).toHaveLength(10)
  expect(failing.items()).toMatchObject([{ state: { status: 'failed' } }])
})

test('more messages than are kept are refused, and nothing is lost of those that wait', async () => {
  const { outbox } = setUp()
  for (let index = 0; index < MAX_OUTBOX_ITEMS; index += 1) quietly(outbox.add('a', { content: `${index}` }))
  await expect(outbox.add('a', { content: 'zu viel' })).rejects.toMatchObject({ code: 'outbox_full', retryable: true })
  expect(outbox.items()).toHaveLength(MAX_OUTBOX_ITEMS)
})

test('a discarded message is gone, and whoever waits for it hears so', async () => {
  const { env, outbox, storage } = setUp({ answers: ['network'] })
  void outbox.load(storage)
  const answer = expect(outbox.add('a', { content: 'x' })).rejects.toMatchObject({ code: 'request_aborted' })
  await env.settle()
  const [item] = outbox.items()
  expect(outbox.discard(item?.id ?? '')).toBe(true)
  expect(outbox.discard('unknown')).toBe(false)
  await answer
  await env.settle()
  expect(await storage.load('outbox')).toEqual([])
})

test('a message is sent only once it is written down, and those behind it wait with it', async () => {
  const memory = memoryStorage()
  const writes: (() => void)[] = []
  const save: ClientStorage['save'] = (...entry) =>
    new Promise((resolve) => writes.push(() => void memory.save(...entry).then(resolve)))
  const { env, outbox, storage, tried } = setUp({ storage: { ...memory, save } })
  void outbox.load(storage)
  await env.settle()
  void outbox.add('a', { content: 'um' })
  await env.settle()
  void outbox.add('a', { content: 'dois' })
  writes.slice(1).forEach((write) => write())
  await env.settle()
  expect(tried).toEqual([])
  writes.forEach((write) => write())
  await env.settle()
  expect(tried).toEqual(['um', 'dois'])
})

test('a storage that fails is reported and keeps no message from being sent', async () => {
  const fail = () => Promise.reject(new Error('quota'))
  const { env, outbox, storage, contents, errors } = setUp({ storage: { load: fail, save: fail, remove: fail } })
  void outbox.load(storage)
  void outbox.add('a', { content: 'x' })
  await env.settle()
  expect(contents('a')).toEqual(['x'])
  expect(errors.map(({ cause }) => cause)).toContainEqual(new Error('quota'))
})

test('what another version wrote into the storage is left alone', async () => {
  const storage = memoryStorage()
  await storage.save('outbox', 'odd', { shape: 'unknown' })
  const { env, outbox } = setUp({ storage })
  void outbox.load(storage)
  await env.settle()
  expect(outbox.items()).toEqual([])
})

test('an edit keeps the place, and the key as long as it cannot have reached the server', async () => {
  const { env, outbox, stored } = setUp({ answers: ['busy'] })
  void outbox.load()
  for (const content of ['um', 'dois']) quietly(outbox.add('a', { content, if_last_message_id: 'm1' }))
  await env.settle()
  const [first, second] = outbox.items()
  expect(outbox.edit(second?.id ?? '', { content: 'dois!', if_last_message_id: undefined })).toBe(true)
  expect(outbox.edit(second?.id ?? '', { content: ' ' })).toBe(false)
  expect(outbox.edit('unknown', { content: 'x' })).toBe(false)
  expect(outbox.items()[1]?.body).toEqual({ content: 'dois!', client_message_id: second?.id })
  await env.advance(60_000)
  expect(stored).toMatchObject([
    { content: 'um', key: first?.id },
    { content: 'dois!', key: second?.id },
  ])
})

test('an edit of what may have reached the server goes under a new key', async () => {
  const { env, outbox, stored } = setUp({ answers: ['answer_lost'] })
  void outbox.load()
  const answer = outbox.add('a', { content: 'um' })
  await env.settle()
  const id = outbox.items()[0]?.id ?? ''
  expect(outbox.edit(id, { content: 'um!' })).toBe(true)
  expect(outbox.items()).toMatchObject([{ id, body: { content: 'um!' } }])
  await env.advance(60_000)
  expect((await answer).content).toBe('um!')
  expect(stored.map(({ content }) => content)).toEqual(['um', 'um!'])
})

test('what is being sent can be neither edited nor discarded', async () => {
  const { env, outbox } = setUp()
  void outbox.load()
  quietly(outbox.add('a', { content: 'um' }))
  while (outbox.items()[0]?.state.status !== 'sending') await Promise.resolve()
  const id = outbox.items()[0]?.id ?? ''
  expect([outbox.edit(id, { content: 'x' }), outbox.discard(id)]).toEqual([false, false])
  await env.settle()
})

test('an edited failure waits until a person sends it again', async () => {
  const { env, outbox, contents } = setUp({ answers: ['refused'] })
  void outbox.load()
  quietly(outbox.add('a', { content: 'um' }))
  await env.settle()
  const id = outbox.items()[0]?.id ?? ''
  expect(outbox.edit(id, { content: 'um!' })).toBe(true)
  await env.advance(60_000)
  expect(outbox.items()).toMatchObject([{ id, state: { status: 'failed' } }])
  outbox.retry(id)
  await env.settle()
  expect(contents('a')).toEqual(['um!'])
})

test('a storage that comes later brings what it holds, and takes what is there', async () => {
  const storage = memoryStorage()
  const earlier = setUp({ storage, answers: ['refused'] })
  void earlier.outbox.load(storage)
  quietly(earlier.outbox.add('a', { content: 'um' }))
  await earlier.env.settle()
  earlier.outbox.close()

  const { env, outbox } = setUp({ seed: 2, answers: ['busy'] })
  void outbox.load()
  quietly(outbox.add('b', { content: 'dois' }))
  await env.settle()
  await outbox.load(storage)
  expect(outbox.items().map(({ body }) => body.content)).toEqual(['um', 'dois'])
  expect(await storage.load('outbox')).toHaveLength(2)
  outbox.forget()
  expect(outbox.items().map(({ body }) => body.content)).toEqual(['dois'])
})

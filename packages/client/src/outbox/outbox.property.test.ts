import type { Message, SendMessageBody } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { PytakeError } from '../errors'
import { createBatch } from '../lib/batch'
import { aMessage } from '../testing/entities'
import { VirtualEnv } from '../testing/virtual-env'
import type { Outbox } from './outbox'
import { createOutbox } from './outbox'
import type { ClientStorage } from './storage'

/*
 * Each await of the outbox is a step of its own: a write lies in a queue until a step carries it out, a request until a
 * step answers it. A crash may therefore come between any two of them, and takes with it what was not carried out.
 */

type Answer = 'stored' | 'answer_lost' | 'network' | 'busy' | 'refused'
type Step =
  | { do: 'send'; conversation: string }
  | { do: 'edit' | 'discard' | 'retry'; which: number }
  | { do: 'answer'; which: number; answer: Answer }
  | { do: 'write' | 'wake' }
  | { do: 'pass'; delayMs: number }
  | { do: 'crash'; reached: boolean }

interface Fate {
  conversation: string
  state: 'waiting' | 'failed' | 'discarded' | 'stored' | 'lost'
  /** Written down at least once, so that no crash may lose it. */
  isDurable: boolean
  /** Its present text went out at least once. */
  isTried: boolean
}

class World {
  readonly env = new VirtualEnv()
  readonly disk = new Map<string, unknown>()
  readonly stored: { label: string; content: string; conversation: string; key: string }[] = []
  /** In the order in which they are to arrive. */
  readonly fates = new Map<string, Fate>()
  readonly ambiguous = new Set<string>()
  #writes: (() => void)[] = []
  #requests: { conversation: string; body: SendMessageBody; answer: (answer: Answer) => void }[] = []
  #count = 0
  outbox: Outbox = this.#open()

  async run(step: Step): Promise<void> {
    await this.#take(step)
    await this.env.settle()
  }

  /** Everything works from now on. */
  async heal(): Promise<void> {
    for (
      let round = 0;
      round < 1_000 && (this.#writes.length > 0 || this.#requests.length > 0 || round < 3);
      round += 1
    ) {
      while (this.#writes.length > 0) await this.run({ do: 'write' })
      while (this.#requests.length > 0) await this.run({ do: 'answer', which: 0, answer: 'stored' })
      await this.env.advance(100_000)
    }
  }

  async #take(step: Step): Promise<void> {
    switch (step.do) {
      case 'send':
        return this.#send(step.conversation)
      case 'write':
        return this.#writes.shift()?.()
      case 'wake':
        return this.outbox.wake()
      case 'pass':
        return this.env.advance(step.delayMs)
      case 'answer':
        return this.#requests.splice(step.which % Math.max(1, this.#requests.length), 1)[0]?.answer(step.answer)
      case 'crash':
        return this.#crash(step.reached)
      default:
        return this.#change(step.do, step.which)
    }
  }

  #send(conversation: string): void {
    this.#count += 1
    const label = `${this.#count}`
    this.fates.set(label, { conversation, state: 'waiting', isDurable: false, isTried: false })
    this.outbox.add(conversation, { content: label }).catch(() => undefined)
  }

  #change(verb: 'edit' | 'discard' | 'retry', which: number): void {
    const items = this.outbox.items()
    const item = items[which % Math.max(1, items.length)]
    if (!item) return
    const label = labelOf(item.body.content)
    const fate = this.#fate(label)
    if (verb === 'discard' && this.outbox.discard(item.id) && fate.state !== 'stored') fate.state = 'discarded'
    if (verb === 'edit' && this.outbox.edit(item.id, { content: `${item.body.content}+` })) {
      if (fate.isTried) this.ambiguous.add(label)
      fate.isTried = false
    }
    if (verb === 'retry' && item.state.status === 'failed') {
      this.outbox.retry(item.id)
      this.fates.delete(label)
      this.fates.set(label, { ...fate, state: fate.state === 'stored' ? 'stored' : 'waiting' })
    }
  }

  /** The page dies: what was under way may still have arrived, what was not written is not. */
  #crash(reached: boolean): void {
    for (const { conversation, body } of reached ? this.#requests : []) this.#store(conversation, body)
    this.#requests = []
    this.#writes = []
    this.outbox.close()
    const kept = new Map([...this.disk.values()].map((value) => [labelOf(readRecord(value).body.content), value]))
    for (const [label, fate] of this.fates) {
      if (fate.state === 'stored' || kept.has(label)) continue
      if (fate.state !== 'discarded') expect(fate.isDurable, `${label} was written down and is gone`).toBe(false)
      if (fate.state !== 'discarded') fate.state = 'lost'
    }
    // What the next page knows is what lies on the disk, in its order.
    for (const [label, value] of [...kept].sort(([, a], [, b]) => readRecord(a).position - readRecord(b).position)) {
      const fate = this.#fate(label)
      this.fates.delete(label)
      const state = readRecord(value).failure === undefined ? 'waiting' : 'failed'
      this.fates.set(label, { ...fate, isTried: true, state: fate.state === 'stored' ? 'stored' : state })
    }
    this.outbox = this.#open()
  }

  #open(): Outbox {
    const later = <Result>(work: () => Result) =>
      new Promise<Result>((resolve) => this.#writes.push(() => resolve(work())))
    const storage: ClientStorage = {
      load: async (collection) => (collection === 'outbox' ? [...this.disk.values()] : []),
      save: (_collection, id, value) =>
        later(() => {
          this.disk.set(id, structuredClone(value))
          this.#fate(labelOf(readRecord(value).body.content)).isDurable = true
        }),
      remove: (_collection, id) => later(() => void this.disk.delete(id)),
    }
    const outbox = createOutbox({
      env: this.env,
      batch: createBatch((error) => {
        throw error
      }),
      onSent: () => undefined,
      onRefused: () => undefined,
      onChange: () => undefined,
      onError: (error) => {
        throw error
      },
      log: () => undefined,
      send: (conversation, body) => this.#request(conversation, body),
    })
    void outbox.load(storage)
    return outbox
  }

  #request(conversation: string, body: SendMessageBody): Promise<Message> {
    const fate = this.#fate(labelOf(body.content))
    fate.isTried = true
    return new Promise((resolve, reject) => {
      const answer = (kind: Answer): void => {
        const isStored = this.stored.some(({ key }) => key === body.client_message_id)
        if (kind === 'network') return reject(new PytakeError('network_unreachable', 'down'))
        if (kind === 'busy') return reject(new PytakeError('rate_limited', 'busy', { retryAfterMs: 5_000 }))
        if (kind === 'refused' && !isStored) {
          if (fate.state === 'waiting') fate.state = 'failed'
          return reject(new PytakeError('reply_window_closed', 'closed'))
        }
        const message = this.#store(conversation, body)
        if (kind === 'answer_lost') return reject(new PytakeError('network_unreachable', 'lost'))
        resolve(message)
      }
      this.#requests.push({ conversation, body, answer })
    })
  }

  #store(conversation: string, { content, client_message_id: key = '' }: SendMessageBody): Message {
    const known = this.stored.find((message) => message.key === key)
    expect(known?.content ?? content, 'one key with two bodies').toBe(content)
    if (!known) {
      const label = labelOf(content)
      this.stored.push({ label, content, conversation, key })
      for (const [other, fate] of this.fates) {
        if (other === label) break
        if (fate.conversation === conversation) expect(fate.state, `${label} overtook ${other}`).not.toBe('waiting')
      }
      this.#fate(label).state = 'stored'
    }
    return aMessage({ id: `server-${key}`, conversation_id: conversation, content, client_message_id: key })
  }

  #fate(label: string): Fate {
    const fate = this.fates.get(label)
    if (!fate) throw new Error(`nobody sent ${label}`)
    return fate
  }
}

/** Each edit adds a plus. */
const labelOf = (content: string) => content.replaceAll('+', '')

const record = z.object({
  position: z.number(),
  body: z.object({ content: z.string() }),
  failure: z.optional(z.unknown()),
})
const readRecord = (value: unknown) => record.parse(value)

const which = fc.nat({ max: 5 })
const answer = fc.constantFrom<Answer>('stored', 'stored', 'answer_lost', 'network', 'busy', 'refused')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), conversation: fc.constantFrom('a', 'b') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('edit', 'discard', 'retry', 'retry' as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which, answer }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('write', 'write', 'wake' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass' as const), delayMs: fc.integer({ min: 0, max: 70_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), reached: fc.boolean() }) },
)

test('under any answers, edits, discards, retries and crashes: in order, nothing twice, nothing lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (steps) => {
      const world = new World()
      for (const each of steps) await world.run(each)
      await world.heal()
      const contents = world.stored.map(({ content }) => content)
      expect(new Set(contents).size, 'a text stored twice').toBe(contents.length)
      const failed = world.outbox
        .items()
        .map(({ state, body }) => (expect(state.status).toBe('failed'), labelOf(body.content)))
      for (const [label, { state }] of world.fates) {
        const copies = world.stored.filter((message) => message.label === label).length
        if (copies > 1) expect(world.ambiguous, `${label} was stored twice`).toContain(label)
        if (copies === 0 && state !== 'lost' && state !== 'discarded') expect(failed).toContain(label)
      }
      world.outbox.close()
    }),
    { numRuns: 150 },
  )
})

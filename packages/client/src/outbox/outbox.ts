import type { Message, ParsedSendMessageBody } from '@pytake/protocol'
import { uuidv7 } from '@pytake/protocol'
import { PytakeError, toPytakeError } from '../errors'
import { backoffDelayMs } from '../lib/backoff'
import type { ClientEnv } from '../lib/env'
import { randomFraction } from '../lib/random'
import type { OutboxItem, OutboxState } from './item'
import { planSends } from './plan'
import { fromRecord, toRecord } from './record'
import type { ClientStorage } from './storage'

export const MAX_OUTBOX_ITEMS = 500
/** Conversations that send at the same time. */
const MAX_PARALLEL_SENDS = 4
const COLLECTION = 'outbox'
const MIN_RETRY_DELAY_MS = 500
const RETRY_BASE_MS = 1_000
const MAX_RETRY_DELAY_MS = 60_000
/** A server that answers and fails this often will not take this message; waiting on would block those behind it. */
const MAX_INTERNAL_ERRORS = 10

export interface OutboxOptions {
  env: ClientEnv
  storage: ClientStorage
  send(conversationId: string, body: ParsedSendMessageBody): Promise<Message>
  /** The server has it; called in the same turn in which the item disappears. */
  onSent(message: Message): void
  /** The items changed. */
  onChange(): void
  /** Runs changes so that whoever listens hears of them as one. */
  batch<Result>(change: () => Result): Result
  onError(error: PytakeError): void
  log(line: string): void
}

type Waiter = { resolve: (message: Message) => void; reject: (error: PytakeError) => void }

/** Messages until the server has them: first in, first out for each conversation, across losses and reloads. */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #waiters = new Map<string, Waiter>()
  /** Not yet written down: sending earlier could lose the message's id, and with it the protection from doubles. */
  readonly #unsaved = new Set<string>()
  readonly #positions = new Map<string, number>()
  #items: readonly OutboxItem[] = []
  #lastPosition = 0
  #cancelTimer: (() => void) | null = null
  /** What an earlier page left behind goes first. */
  #isLoaded = false
  #isClosed = false

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Oldest first. */
  items(): readonly OutboxItem[] {
    return this.#items
  }

  /** Takes up what an earlier page left behind, then begins to send. */
  async load(): Promise<void> {
    try {
      this.#takeUp(await this.#options.storage.load(COLLECTION))
    } catch (error) {
      this.#onStorageError(error)
    }
    this.#isLoaded = true
    this.#pump()
  }

  /** Resolves when the server has the message; rejects when it refuses it. @throws PytakeError `outbox_full` */
  add(conversationId: string, body: ParsedSendMessageBody): Promise<Message> {
    const { env } = this.#options
    if (this.#isClosed) return Promise.reject(closedError())
    if (this.#items.length >= MAX_OUTBOX_ITEMS) {
      const text = `unable to send message; ${MAX_OUTBOX_ITEMS} messages wait already`
      return Promise.reject(new PytakeError('outbox_full', text))
    }
    const id = uuidv7(env.now(), env.randomBytes(10))
    const item: OutboxItem = {
      id,
      conversation_id: conversationId,
      body: { ...body, client_message_id: id },
      created_at: new Date(env.now()).toISOString(),
      state: QUEUED,
    }
    const answer = new Promise<Message>((resolve, reject) => this.#waiters.set(id, { resolve, reject }))
    this.#append(item)
    return answer
  }

  /** Puts a failed message back at the end of its conversation's queue. */
  retry(id: string): void {
    const item = this.#items.find((candidate) => candidate.id === id)
    if (this.#isClosed || item?.state.status !== 'failed') return
    this.#items = this.#items.filter((candidate) => candidate !== item)
    this.#append({ ...item, state: QUEUED })
  }

  /** False where it is being sent right now, or unknown: the server may already have it. */
  discard(id: string): boolean {
    const item = this.#items.find((candidate) => candidate.id === id)
    if (item === undefined || item.state.status === 'sending') return false
    this.#remove(item)
    this.#settle(id, (waiter) =>
      waiter.reject(new PytakeError('request_aborted', 'unable to send message; it was discarded')),
    )
    this.#pump()
    return true
  }

  /** The network seems to be back: what failed for the lack of it tries again at once. */
  wake(): void {
    const isHeldByNetwork = ({ state }: OutboxItem) =>
      state.status === 'queued' && state.error !== null && state.error.retryAfterMs === undefined
    if (!this.#items.some(isHeldByNetwork)) return
    this.#change(
      this.#items.map((item) =>
        isHeldByNetwork(item) && item.state.status === 'queued'
          ? { ...item, state: { ...item.state, nextAttemptAt: null } }
          : item,
      ),
    )
    this.#pump()
  }

  /** Stops; what waits stays in the storage, and whoever awaits it hears `client_closed`. */
  close(): void {
    this.#isClosed = true
    this.#cancelTimer?.()
    for (const id of [...this.#waiters.keys()]) this.#settle(id, (waiter) => waiter.reject(closedError()))
  }

  #takeUp(values: readonly unknown[]): void {
    const held = new Set(this.#items.map(({ id }) => id))
    const left = values
      .map(fromRecord)
      .filter((record) => record !== null)
      .filter(({ item }) => !held.has(item.id))
      .sort((a, b) => a.position - b.position)
    const last = left.at(-1)?.position ?? 0
    // Whatever was added while loading is younger than all that was left.
    this.#lastPosition += last
    for (const [id, position] of this.#positions) this.#positions.set(id, position + last)
    for (const { item, position } of left) this.#positions.set(item.id, position)
    if (left.length > 0) this.#change([...left.map(({ item }) => item), ...this.#items])
  }

  #append(item: OutboxItem): void {
    this.#lastPosition += 1
    this.#positions.set(item.id, this.#lastPosition)
    this.#unsaved.add(item.id)
    this.#change([...this.#items, item])
    void this.#save(item).then(() => {
      this.#unsaved.delete(item.id)
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#isClosed || !this.#isLoaded) return
    const { env } = this.#options
    const { start, wakeAtMs } = planSends(this.#items, this.#unsaved, env.now(), MAX_PARALLEL_SENDS)
    this.#cancelTimer?.()
    this.#cancelTimer = wakeAtMs === null ? null : env.setTimer(Math.max(0, wakeAtMs - env.now()), () => this.#pump())
    for (const item of start) void this.#send(item)
  }

  async #send(item: OutboxItem): Promise<void> {
    const attempts = item.state.attempts + 1
    this.#setState(item.id, { status: 'sending', attempts })
    try {
      const message = await this.#options.send(item.conversation_id, item.body)
      if (this.#isClosed) return
      this.#options.batch(() => {
        this.#options.onSent(message)
        this.#remove(item)
      })
      this.#settle(item.id, (waiter) => waiter.resolve(message))
    } catch (error) {
      if (this.#isClosed) return
      this.#fail(item, attempts, toPytakeError(error, 'network_unreachable', 'unable to send message'))
    }
    this.#pump()
  }

  #fail(item: OutboxItem, attempts: number, error: PytakeError): void {
    const { env, log } = this.#options
    const isHopeless = error.code === 'internal_error' && attempts >= MAX_INTERNAL_ERRORS
    if (error.retryable && !isHopeless) {
      const jitterMs = backoffDelayMs(attempts, RETRY_BASE_MS, MAX_RETRY_DELAY_MS, randomFraction(env))
      const delayMs = Math.max(error.retryAfterMs ?? 0, MIN_RETRY_DELAY_MS + jitterMs)
      log(`outbox holds ${item.conversation_id} for ${delayMs} ms: ${error.code}`)
      this.#setState(item.id, { status: 'queued', attempts, nextAttemptAt: env.now() + delayMs, error })
      return
    }
    log(`outbox gives up ${item.id}: ${error.code}, ${error.message}`)
    const failed = this.#setState(item.id, { status: 'failed', attempts, error })
    if (failed) void this.#save(failed)
    this.#settle(item.id, (waiter) => waiter.reject(error))
  }

  #setState(id: string, state: OutboxState): OutboxItem | undefined {
    this.#change(this.#items.map((item) => (item.id === id ? { ...item, state } : item)))
    return this.#items.find((item) => item.id === id)
  }

  #remove({ id }: OutboxItem): void {
    const { storage } = this.#options
    this.#change(this.#items.filter((item) => item.id !== id))
    this.#positions.delete(id)
    // Where this fails, the message is sent once more after a reload and answered with the same message.
    storage.remove(COLLECTION, id).catch((error: unknown) => this.#onStorageError(error))
  }

  async #save(item: OutboxItem): Promise<void> {
    try {
      await this.#options.storage.save(COLLECTION, item.id, toRecord(item, this.#positions.get(item.id) ?? 0))
    } catch (error) {
      // A full or forbidden storage must not keep the message from being sent.
      this.#onStorageError(error)
    }
  }

  #onStorageError(error: unknown): void {
    this.#options.onError(
      toPytakeError(error, 'invalid_configuration', 'unable to keep the outbox; the storage failed'),
    )
  }

  #change(items: readonly OutboxItem[]): void {
    this.#items = items
    this.#options.onChange()
  }

  #settle(id: string, settle: (waiter: Waiter) => void): void {
    const waiter = this.#waiters.get(id)
    this.#waiters.delete(id)
    if (waiter) settle(waiter)
  }
}

const QUEUED: OutboxState = { status: 'queued', attempts: 0, nextAttemptAt: null, error: null }

const closedError = () => new PytakeError('client_closed', 'unable to send message; the client is closed')

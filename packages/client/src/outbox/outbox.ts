import type { Message, SendMessageBody } from '@pytake/protocol'
import { uuidv7 } from '@pytake/protocol'
import type { PytakeError } from '../errors'
import { failure, toPytakeError } from '../errors'
import { backoffDelayMs } from '../lib/backoff'
import type { Batch } from '../lib/batch'
import type { ClientEnv } from '../lib/env'
import { randomFraction } from '../lib/random'
import type { OutboxItem, OutboxState } from './item'
import { QUEUED } from './item'
import { planSends } from './plan'
import { fromRecord, toRecord } from './record'
import type { ClientStorage } from './storage'

export const MAX_OUTBOX_ITEMS = 500
/** Conversations that send at the same time. */
const MAX_PARALLEL_SENDS = 4
const MIN_RETRY_DELAY_MS = 500
const RETRY_BASE_MS = 1_000
const MAX_RETRY_DELAY_MS = 60_000
/** A server that answers and fails this often will not take this message; waiting on would block those behind it. */
const MAX_INTERNAL_ERRORS = 10
const COLLECTION = 'outbox'
const ACTION = 'send message'

export interface OutboxOptions {
  env: ClientEnv
  storage: ClientStorage
  batch: Batch
  send(conversationId: string, body: SendMessageBody): Promise<Message>
  /** The server has it; heard together with the disappearance of the item. */
  onSent(message: Message): void
  onChange(): void
  onError(error: PytakeError): void
  log(line: string): void
}

/** Messages until the server has them: first in, first out for each conversation, across losses and reloads. */
export interface Outbox {
  /** Oldest first. */
  items(): readonly OutboxItem[]
  /** Takes up what an earlier page left behind, then begins to send. */
  load(): Promise<void>
  /** Resolves when the server has the message, rejects when it refuses it; `outbox_full` where too many wait. */
  add(conversationId: string, body: SendMessageBody): Promise<Message>
  /** Puts a failed message back at the end of its conversation's queue. */
  retry(id: string): void
  /** False where it is being sent right now, or unknown: the server may already have it. */
  discard(id: string): boolean
  /** The network seems to be back: what failed for the lack of it tries again at once. */
  wake(): void
  /** Stops; what waits stays in the storage, and whoever awaits it hears `client_closed`. */
  close(): void
}

export function createOutbox({ env, storage, batch, log, ...options }: OutboxOptions): Outbox {
  const waiters = new Map<string, { resolve: (message: Message) => void; reject: (error: PytakeError) => void }>()
  /** Not yet written down: sent earlier, a message could lose its id, and with it the protection from doubles. */
  const unsaved = new Set<string>()
  let items: readonly OutboxItem[] = []
  let lastPosition = 0
  let cancelTimer = (): void => undefined
  let wakes = 0
  let standing: 'new' | 'loading' | 'running' | 'closed' = 'new'

  const change = (next: readonly OutboxItem[]): void => {
    items = next
    options.onChange()
  }
  const find = (id: string) => items.find((item) => item.id === id)
  const setState = (id: string, state: OutboxState): void =>
    change(items.map((item) => (item.id === id ? { ...item, state } : item)))
  const reject = (id: string, error: PytakeError): void => {
    waiters.get(id)?.reject(error)
    waiters.delete(id)
  }

  /** A full or forbidden storage must not keep messages from being sent. */
  const store = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => options.onError(toPytakeError(error, 'store the outbox', 'invalid_configuration')))
  const save = (id: string): Promise<void> => {
    const item = find(id)
    return item ? store(storage.save(COLLECTION, id, toRecord(item))) : Promise.resolve()
  }
  const remove = (id: string): void => {
    change(items.filter((item) => item.id !== id))
    // Where this fails, the message is sent once more after a reload and answered with the same message.
    void store(storage.remove(COLLECTION, id))
  }

  const append = (item: OutboxItem): void => {
    unsaved.add(item.id)
    lastPosition += 1
    change([...items.filter(({ id }) => id !== item.id), { ...item, position: lastPosition, state: QUEUED }])
    if (standing === 'running') void saveThenSend([item.id])
  }
  const saveThenSend = async (ids: string[]): Promise<void> => {
    await Promise.all(ids.map(save))
    for (const id of ids) unsaved.delete(id)
    pump()
  }

  const pump = (): void => {
    if (standing !== 'running') return
    const { start, wakeAtMs } = planSends(items, unsaved, env.now(), MAX_PARALLEL_SENDS)
    cancelTimer()
    if (wakeAtMs !== null) cancelTimer = env.setTimer(Math.max(0, wakeAtMs - env.now()), pump)
    for (const item of start) void send(item)
  }

  const send = async ({ id, conversation_id, body, state }: OutboxItem): Promise<void> => {
    const attempts = state.attempts + 1
    const wakesBefore = wakes
    setState(id, { status: 'sending', attempts })
    try {
      const message = await options.send(conversation_id, body)
      if (standing === 'closed') return
      batch.run(() => {
        options.onSent(message)
        remove(id)
      })
      waiters.get(id)?.resolve(message)
      waiters.delete(id)
    } catch (error) {
      if (standing === 'closed') return
      const wasWoken = wakes !== wakesBefore
      fail(id, attempts, toPytakeError(error, ACTION, 'network_unreachable'), wasWoken)
    }
    pump()
  }

  const fail = (id: string, attempts: number, error: PytakeError, wasWoken: boolean): void => {
    if (error.retryable && (error.code !== 'internal_error' || attempts < MAX_INTERNAL_ERRORS)) {
      // A try that began before the network came back says little about the network of now.
      const jitterMs = backoffDelayMs(wasWoken ? 1 : attempts, RETRY_BASE_MS, MAX_RETRY_DELAY_MS, randomFraction(env))
      const delayMs = Math.max(error.retryAfterMs ?? 0, MIN_RETRY_DELAY_MS + jitterMs)
      log(`outbox waits ${delayMs} ms: ${error.message}`)
      return setState(id, { status: 'queued', attempts, nextAttemptAt: env.now() + delayMs, error })
    }
    log(`outbox gives up: ${error.message}`)
    setState(id, { status: 'failed', attempts, error })
    void save(id)
    reject(id, error)
  }

  const takeUp = (values: readonly unknown[]): void => {
    const left = values.map(fromRecord).filter((item) => item !== null && !find(item.id))
    const sorted = left.filter((item) => item !== null).sort((a, b) => a.position - b.position)
    // Whatever was added while loading is younger than all that was left.
    const last = sorted.at(-1)?.position ?? 0
    lastPosition += last
    change([...sorted, ...items.map((item) => ({ ...item, position: item.position + last }))])
  }

  return {
    items: () => items,
    load: async () => {
      if (standing !== 'new') return
      standing = 'loading'
      await store(storage.load(COLLECTION).then(takeUp))
      // Closed meanwhile.
      if (standing !== 'loading') return
      standing = 'running'
      await saveThenSend([...unsaved])
    },
    add: async (conversationId, body) => {
      if (standing === 'closed') throw failure(ACTION, 'client_closed')
      if (items.length >= MAX_OUTBOX_ITEMS) throw failure(ACTION, 'outbox_full')
      const id = uuidv7(env.now(), env.randomBytes(10))
      const created_at = new Date(env.now()).toISOString()
      const answer = new Promise<Message>((resolve, reject) => waiters.set(id, { resolve, reject }))
      append({
        id,
        conversation_id: conversationId,
        body: { ...body, client_message_id: id },
        created_at,
        position: 0,
        state: QUEUED,
      })
      return answer
    },
    retry: (id) => {
      const item = find(id)
      if (item?.state.status === 'failed') append(item)
    },
    discard: (id) => {
      const item = find(id)
      if (!item || item.state.status === 'sending') return false
      remove(id)
      reject(id, failure(ACTION, 'request_aborted'))
      pump()
      return true
    },
    wake: () => {
      wakes += 1
      // Where the server itself asked to wait, it is not woken.
      const isHeld = ({ state }: OutboxItem) =>
        state.status === 'queued' && state.error !== null && state.error.retryAfterMs === undefined
      for (const { id, state } of items.filter(isHeld)) setState(id, { ...QUEUED, attempts: state.attempts })
      pump()
    },
    close: () => {
      standing = 'closed'
      cancelTimer()
      for (const id of [...waiters.keys()]) reject(id, failure(ACTION, 'client_closed'))
    },
  }
}

import type { Message, SendMessageBody } from '@pytake/protocol'
import type { PytakeError } from '../errors'
import { failure, toPytakeError } from '../errors'
import { backoffDelayMs } from '../lib/backoff'
import type { Batch } from '../lib/batch'
import type { ClientEnv } from '../lib/env'
import { randomFraction } from '../lib/random'
import type { OutboxEdit, OutboxItem, OutboxState } from './item'
import { QUEUED } from './item'
import { newItem, newItemId, untouched } from './new-item'
import { planSends } from './plan'
import { toBody } from './record'
import { createShelf } from './shelf'
import type { ClientStorage } from './storage'
import type { Uploads } from './uploads'

const MIN_RETRY_DELAY_MS = 500
const RETRY_BASE_MS = 1_000
const MAX_RETRY_DELAY_MS = 60_000
/** A server that answers and fails this often will not take this message; waiting on would block those behind it. */
const MAX_INTERNAL_ERRORS = 10
const ACTION = 'send message'

export interface OutboxOptions {
  env: ClientEnv
  batch: Batch
  uploads?: Uploads | undefined
  send(conversationId: string, body: SendMessageBody): Promise<Message>
  /** The server has it; heard together with the disappearance of the item. */
  onSent(message: Message): void
  /** The server refused it for good. */
  onRefused(error: PytakeError): void
  onChange(): void
  onError(error: PytakeError): void
  log(line: string): void
}

/** Messages until the server has them: first in, first out for each conversation, across losses and reloads. */
export interface Outbox {
  /** Oldest first. */
  items(): readonly OutboxItem[]
  /**
   * Takes up what an earlier page left in the storage, then begins to send. Without one everything lives in memory, until
   * a storage is given later.
   */
  load(storage?: ClientStorage): Promise<void>
  /** Resolves when the server has the message, rejects when it refuses it; `outbox_full` where too many wait. */
  add(conversationId: string, body: SendMessageBody, file?: Blob): Promise<Message>
  /** Takes over messages that were added elsewhere, in this order; those it has already stay as they are. */
  adopt(given: readonly OutboxItem[]): void
  /** Puts a failed message back at the end of its conversation's queue. */
  retry(id: string): void
  /** False where it is being sent right now, or unknown: the server may already have it. An upload is cancelled. */
  discard(id: string): boolean
  /** Changes a message in its place; false where it is being sent right now, is unknown, or would be blank. */
  edit(id: string, patch: OutboxEdit): boolean
  /** Lets go of what came from the storage: it turned out to be somebody else's. */
  forget(): void
  /** The network seems to be back: what failed for the lack of it tries again at once. */
  wake(): void
  /** Stops; what waits stays in the storage, and whoever awaits it hears `client_closed`. */
  close(): void
}

export function createOutbox({ env, batch, uploads, log, ...options }: OutboxOptions): Outbox {
  const waiters = new Map<string, { resolve: (message: Message) => void; reject: (error: PytakeError) => void }>()
  /** Not yet written down as it is: sent earlier, it could lose its id, and with it the protection from doubles. */
  const unsaved = new Set<string>()
  const taken = new Set<string>()
  /** Keys that may have reached the server: another body must not go under the same one. */
  const triedKeys = new Set<string | undefined>()
  const uploading = new Map<string, AbortController>()
  const shelf = createShelf(options.onError)
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
  const patch = (id: string, fields: Partial<OutboxItem>): void =>
    change(items.map((item) => (item.id === id ? { ...item, ...fields } : item)))
  const setState = (id: string, state: OutboxState): void => patch(id, { state })
  const newId = () => newItemId(env)
  const reject = (id: string, error: PytakeError): void => {
    waiters.get(id)?.reject(error)
    waiters.delete(id)
  }

  const remove = (item: OutboxItem): void => {
    change(items.filter(({ id }) => id !== item.id))
    triedKeys.delete(item.body.client_message_id)
    uploading.get(item.id)?.abort()
    // Where this fails, the message is sent once more after a reload and answered with the same message.
    void shelf.remove(item)
  }

  const append = (item: OutboxItem): void => {
    lastPosition += 1
    change([...items.filter(({ id }) => id !== item.id), { ...item, position: lastPosition, state: QUEUED }])
    hold([item.id])
  }
  const hold = (ids: string[]): void => {
    for (const id of ids) unsaved.add(id)
    if (standing === 'running') void saveThenSend(ids)
  }
  const saveThenSend = async (ids: string[]): Promise<void> => {
    await Promise.all(
      ids.map(async (id) => {
        const item = find(id)
        if (item) await shelf.save(item)
        // Edited meanwhile, it waits for the write that came with the edit.
        if (find(id)?.body === item?.body) unsaved.delete(id)
      }),
    )
    pump()
  }

  const pump = (): void => {
    if (standing !== 'running') return
    const { start, wakeAtMs } = planSends(items, unsaved, env.now())
    cancelTimer()
    if (wakeAtMs !== null) cancelTimer = env.setTimer(Math.max(0, wakeAtMs - env.now()), pump)
    for (const item of start) void send(item)
  }

  const send = async (item: OutboxItem): Promise<void> => {
    const { id, conversation_id } = item
    const attempts = item.state.attempts + 1
    const wakesBefore = wakes
    setState(id, { status: 'sending', attempts })
    try {
      const body = item.upload ? await upload(item) : item.body
      triedKeys.add(body.client_message_id)
      const message = await options.send(conversation_id, body)
      if (standing === 'closed') return
      batch.run(() => {
        options.onSent(message)
        remove(find(id) ?? item)
      })
      waiters.get(id)?.resolve(message)
      waiters.delete(id)
    } catch (error) {
      if (standing === 'closed') return
      const wasWoken = wakes !== wakesBefore
      if (find(id)) fail(id, attempts, toPytakeError(error, ACTION, 'network_unreachable'), wasWoken)
    }
    pump()
  }

  /** The message as it can be sent once its file is there. Rejects where it was discarded meanwhile. */
  const upload = async (item: OutboxItem): Promise<SendMessageBody> => {
    const { id, body } = item
    const controller = new AbortController()
    uploading.set(id, controller)
    try {
      if (!uploads) throw failure('upload', 'invalid_configuration')
      const media_id = await uploads.upload(item, (progress) => patch(id, { upload: progress }), controller.signal)
      if (controller.signal.aborted) throw failure(ACTION, 'request_aborted')
      const uploaded = withoutUpload({ ...(find(id) ?? item), body: toBody({ ...body, media_id }) })
      change(items.map((other) => (other.id === id ? uploaded : other)))
      await shelf.save(uploaded)
      return uploaded.body
    } finally {
      uploading.delete(id)
    }
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
    const file = find(id)?.file
    batch.run(() => {
      options.onRefused(error)
      // Unused, the server forgets a file: whoever tries again brings it again.
      patch(id, { state: { status: 'failed', attempts, error }, ...(file && { upload: untouched(file) }) })
    })
    const failed = find(id)
    if (failed) void shelf.save(failed)
    reject(id, error)
  }

  const takeUp = (found: readonly OutboxItem[]): void => {
    const left = found.filter(({ id }) => !find(id))
    // Whatever was added while loading is younger than all that was left.
    const last = left.at(-1)?.position ?? 0
    lastPosition += last
    for (const { id, body } of left) {
      taken.add(id)
      triedKeys.add(body.client_message_id)
    }
    change([...left, ...items.map((item) => ({ ...item, position: item.position + last }))])
  }

  return {
    items: () => items,
    load: async (given) => {
      if (standing === 'closed' || standing === 'loading' || (standing === 'running' && !given)) return
      if (given) {
        standing = 'loading'
        shelf.open(given)
        for (const { id } of items) unsaved.add(id)
        const found = await shelf.load()
        if (standing !== 'loading') return
        takeUp(found)
      }
      standing = 'running'
      await saveThenSend([...unsaved])
    },
    add: async (conversationId, body, file) => {
      if (standing === 'closed') throw failure(ACTION, 'client_closed')
      if (file && !uploads)
        throw failure(`${ACTION} with a file; the option uploads is missing`, 'invalid_configuration')
      const item = newItem(env, items, conversationId, body, file)
      const answer = new Promise<Message>((resolve, reject) => waiters.set(item.id, { resolve, reject }))
      append(item)
      return answer
    },
    adopt: (given) => {
      const fresh = given
        .filter(({ id }) => !find(id))
        .map((item) => ({
          ...item,
          position: (lastPosition += 1),
          state: item.state.status === 'failed' ? item.state : QUEUED,
        }))
      for (const { body } of fresh) triedKeys.add(body.client_message_id)
      change([...items, ...fresh])
      hold(fresh.map(({ id }) => id))
    },
    retry: (id) => {
      const item = find(id)
      if (item?.state.status === 'failed') append(item)
    },
    discard: (id) => {
      const item = find(id)
      if (!item || (item.state.status === 'sending' && !item.upload)) return false
      remove(item)
      reject(id, failure(ACTION, 'request_aborted'))
      pump()
      return true
    },
    edit: (id, change) => {
      const item = find(id)
      if (!item || item.state.status === 'sending' || isBlank({ ...item.body, ...change }, item)) return false
      const { client_message_id: key } = item.body
      patch(id, {
        body: toBody({ ...item.body, ...change, client_message_id: triedKeys.delete(key) ? newId() : key }),
      })
      hold([id])
      return true
    },
    forget: () => change(items.filter(({ id }) => !taken.has(id))),
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
      for (const controller of uploading.values()) controller.abort()
      for (const id of [...waiters.keys()]) reject(id, failure(ACTION, 'client_closed'))
    },
  }
}

/** A file may go without a caption. */
const isBlank = ({ content, media_id }: OutboxEdit, { file }: OutboxItem): boolean =>
  !content?.trim() && !file && !media_id

const withoutUpload = ({ upload: _done, ...item }: OutboxItem): OutboxItem => item

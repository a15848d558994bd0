import type { SimulatorEnv } from '../env'
import { SimulatorError } from '../errors'
import type { Log } from '../log'
import { MAX_PENDING_WEBHOOKS, type PendingWebhook } from '../state'
import type { Store } from '../store'
import { encodeWebhookBody } from './encoding'
import { postWebhook, verifyReceiver, type ReceiverConfig } from './receiver'
import { RETRY_HORIZON_MS, retryDelayMs } from './retry'

const MAX_CONCURRENT_POSTS = 16

/** A webhook to post; those of one lane keep their order. */
export interface WebhookDraft {
  lane: string
  summary: string
  payload: unknown
  acknowledges?: { waId: string; messageId: string }
  holdMs?: number
}

/** What the outbox is busy with, for the page and for assertions. */
export type ReceiverState = 'unverified' | 'healthy' | 'failing'

interface Lane {
  failures: number
  step: 'idle' | 'posting' | 'waiting'
  cancelTimer: () => void
}

interface OutboxParts {
  env: SimulatorEnv
  store: Store
  log: Log
  config: ReceiverConfig
  challenge: () => string
  onAcknowledged: (webhook: PendingWebhook) => void
}

/**
 * Posts webhooks until they are acknowledged. It keeps the order within a lane (one customer) and lets lanes run side by
 * side; Meta promises no order at all, faults make it visible. Nothing is dropped short of Meta's seven days.
 */
export class WebhookOutbox {
  readonly #parts: OutboxParts
  readonly #lanes = new Map<string, Lane>()
  readonly #idleWaiters = new Set<() => void>()
  readonly #closing = new AbortController()
  #posting = 0
  #receiver: ReceiverState
  #handshake: Lane = newLane()

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#receiver = parts.store.state.verifiedCallback === callbackKey(parts.config) ? 'healthy' : 'unverified'
  }

  get receiver(): ReceiverState {
    return this.#receiver
  }

  /** Starts with what an earlier process left behind. */
  start(): void {
    this.#pump()
  }

  /** @throws SimulatorError `limit_reached` when too many webhooks wait for a receiver. */
  enqueue(draft: WebhookDraft): void {
    const { store, env } = this.#parts
    const { state } = store
    if (state.pendingWebhooks.length >= MAX_PENDING_WEBHOOKS) {
      throw new SimulatorError('limit_reached', `unable to queue webhook; ${MAX_PENDING_WEBHOOKS} are waiting already`)
    }
    state.issuedWebhooks += 1
    state.pendingWebhooks.push({
      id: state.issuedWebhooks,
      lane: draft.lane,
      summary: draft.summary,
      body: encodeWebhookBody(draft.payload),
      createdAtMs: env.now(),
      attempts: 0,
      notBeforeMs: env.now() + (draft.holdMs ?? 0),
      ...(draft.acknowledges && { acknowledges: draft.acknowledges }),
    })
    store.changed()
    this.#pump()
  }

  /** Resolves when nothing waits to be acknowledged. */
  idle(): Promise<void> {
    if (this.#parts.store.state.pendingWebhooks.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.add(resolve))
  }

  close(): void {
    this.#closing.abort(new SimulatorError('closed', 'the simulator is closed'))
    this.#handshake.cancelTimer()
    for (const lane of this.#lanes.values()) lane.cancelTimer()
  }

  #pump(): void {
    if (this.#closing.signal.aborted) return
    if (this.#receiver === 'unverified') {
      if (this.#handshake.step === 'idle') void this.#verify()
      return
    }
    const seen = new Set<string>()
    for (const webhook of [...this.#parts.store.state.pendingWebhooks]) {
      if (this.#posting >= MAX_CONCURRENT_POSTS) return
      if (seen.has(webhook.lane)) continue
      seen.add(webhook.lane)
      this.#startLane(webhook)
    }
  }

  #startLane(webhook: PendingWebhook): void {
    const lane = this.#lane(webhook.lane)
    if (lane.step !== 'idle') return
    const holdMs = webhook.notBeforeMs - this.#parts.env.now()
    if (holdMs > 0) this.#wait(lane, holdMs)
    else void this.#post(lane, webhook)
  }

  async #post(lane: Lane, webhook: PendingWebhook): Promise<void> {
    const { env, config, log } = this.#parts
    lane.step = 'posting'
    this.#posting += 1
    webhook.attempts += 1
    const outcome = await postWebhook(env, config, webhook.body, this.#closing.signal)
    this.#posting -= 1
    if (this.#closing.signal.aborted) return
    lane.step = 'idle'
    log.add({ kind: 'webhook', summary: webhook.summary, attempt: webhook.attempts, outcome })
    if (outcome.result === 'acknowledged') {
      this.#acknowledged(lane, webhook)
    } else {
      this.#receiver = 'failing'
      lane.failures += 1
      if (env.now() - webhook.createdAtMs > RETRY_HORIZON_MS) this.#giveUp(webhook)
      else this.#wait(lane, retryDelayMs(lane.failures))
    }
    this.#parts.store.changed()
    this.#pump()
  }

  #acknowledged(lane: Lane, webhook: PendingWebhook): void {
    lane.failures = 0
    this.#remove(webhook)
    this.#parts.onAcknowledged(webhook)
    if (this.#receiver !== 'failing') return
    // The receiver is back: whoever waits for a retry need not wait any longer.
    this.#receiver = 'healthy'
    for (const other of this.#lanes.values()) {
      if (other.failures > 0 && other.step === 'waiting') wake(other)
    }
  }

  #giveUp(webhook: PendingWebhook): void {
    this.#parts.log.add({ kind: 'webhook_expired', summary: webhook.summary })
    this.#remove(webhook)
  }

  #remove(webhook: PendingWebhook): void {
    const pending = this.#parts.store.state.pendingWebhooks
    const index = pending.indexOf(webhook)
    if (index >= 0) pending.splice(index, 1)
    if (!pending.some((other) => other.lane === webhook.lane)) this.#lanes.delete(webhook.lane)
    if (pending.length > 0) return
    for (const resolve of this.#idleWaiters) resolve()
    this.#idleWaiters.clear()
  }

  async #verify(): Promise<void> {
    const { env, config, log, store } = this.#parts
    this.#handshake.step = 'posting'
    const outcome = await verifyReceiver(env, config, this.#parts.challenge(), this.#closing.signal)
    if (this.#closing.signal.aborted) return
    this.#handshake.step = 'idle'
    log.add({ kind: 'handshake', attempt: this.#handshake.failures + 1, outcome })
    if (outcome.result === 'acknowledged') {
      this.#receiver = 'healthy'
      store.state.verifiedCallback = callbackKey(config)
    } else {
      this.#handshake.failures += 1
      this.#wait(this.#handshake, retryDelayMs(this.#handshake.failures))
    }
    store.changed()
    this.#pump()
  }

  #wait(lane: Lane, delayMs: number): void {
    lane.step = 'waiting'
    lane.cancelTimer = this.#parts.env.setTimer(() => {
      lane.step = 'idle'
      this.#pump()
    }, delayMs)
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name)
    if (known) return known
    const lane = newLane()
    this.#lanes.set(name, lane)
    return lane
  }
}

function newLane(): Lane {
  return { failures: 0, step: 'idle', cancelTimer: () => undefined }
}

function wake(lane: Lane): void {
  lane.cancelTimer()
  lane.step = 'idle'
}

/** Saving another address or token means another handshake. */
function callbackKey(config: ReceiverConfig): string {
  return `${config.webhookUrl} ${config.verifyToken}`
}

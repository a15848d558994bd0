import type { SimulatorEnv } from './env'
import type { Customer, OutboundMessage } from './state'
import type { Store } from './store'
import { statusPayload, type BusinessIdentity, type StatusEvent } from './webhooks/payload'
import type { WebhookPoster } from './webhooks/poster'

/** After the delivery of a message whose statuses go out in reverse: how long a `read` is waited for. */
const REVERSED_HOLD_MS = 1_500

interface StatusParts {
  env: SimulatorEnv
  store: Store
  business: BusinessIdentity
  deliveryDelayMs: number
  post: WebhookPoster
}

/** Moves the business's messages along sent → delivered → read and tells the receiver about it. */
export class Statuses {
  readonly #parts: StatusParts
  readonly #timers = new Map<string, () => void>()

  constructor(parts: StatusParts) {
    this.#parts = parts
  }

  /** Takes up the deliveries that an earlier process had planned. */
  start(): void {
    for (const customer of this.#parts.store.state.customers) {
      for (const message of customer.messages) {
        if (message.direction !== 'outbound') continue
        if (message.deliverAtMs !== undefined) this.#armDelivery(customer, message)
        if (message.status !== 'sent' && message.heldStatuses.length > 0) this.#releaseHeld(customer, message)
      }
    }
  }

  /** WhatsApp has the message: `sent` now, `delivered` a little later if the phone is on. */
  accepted(customer: Customer, message: OutboundMessage): void {
    this.#emit(customer, message, 'sent')
    if (customer.online) this.#planDelivery(customer, message)
  }

  /** A reaction never gets further than `sent`. */
  reactionAccepted(customer: Customer, reaction: OutboundMessage): void {
    this.#emit(customer, reaction, 'sent')
  }

  /** WhatsApp gives up on an accepted message. */
  failed(customer: Customer, message: OutboundMessage, error: NonNullable<StatusEvent['error']>): void {
    message.status = 'failed'
    this.#post(customer, message, { status: 'failed', atMs: this.#parts.env.now(), error })
  }

  /** The phone is back: everything that waited for it arrives. */
  phoneOnline(customer: Customer): void {
    for (const message of customer.messages) {
      if (message.direction === 'outbound' && message.status === 'sent') this.#planDelivery(customer, message)
    }
  }

  /** The customer looks at the chat: everything that arrived is read. */
  chatRead(customer: Customer): void {
    for (const message of customer.messages) {
      if (message.direction !== 'outbound' || message.status !== 'delivered') continue
      message.status = 'read'
      this.#emit(customer, message, 'read')
      if (message.statusOrder === 'reversed') this.#releaseHeld(customer, message)
    }
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  #planDelivery(customer: Customer, message: OutboundMessage): void {
    message.deliverAtMs ??= this.#parts.env.now() + this.#parts.deliveryDelayMs
    this.#armDelivery(customer, message)
  }

  #armDelivery(customer: Customer, message: OutboundMessage): void {
    const delayMs = Math.max(0, (message.deliverAtMs ?? 0) - this.#parts.env.now())
    this.#arm(message.id, delayMs, () => this.#deliver(customer, message))
  }

  #deliver(customer: Customer, message: OutboundMessage): void {
    delete message.deliverAtMs
    if (customer.online && message.status === 'sent') {
      message.status = 'delivered'
      this.#emit(customer, message, 'delivered')
      if (message.statusOrder === 'reversed') {
        this.#arm(message.id, REVERSED_HOLD_MS, () => this.#releaseHeld(customer, message))
      }
    }
    this.#parts.store.changed()
  }

  #emit(customer: Customer, message: OutboundMessage, status: 'sent' | 'delivered' | 'read'): void {
    const atMs = this.#parts.env.now()
    if (message.statusOrder === 'reversed') message.heldStatuses.push({ status, atMs })
    else this.#post(customer, message, { status, atMs })
  }

  #releaseHeld(customer: Customer, message: OutboundMessage): void {
    this.#timers.get(message.id)?.()
    const held = message.heldStatuses.splice(0)
    for (const event of held.reverse()) this.#post(customer, message, event)
  }

  #post(customer: Customer, message: OutboundMessage, event: StatusEvent): void {
    const draft = {
      lane: customer.waId,
      summary: `${event.status} ${customer.waId}`,
      payload: statusPayload(this.#parts.business, customer, message, event),
    }
    this.#parts.post(draft)
    if (message.statusOrder === 'duplicate') this.#parts.post({ ...draft, lane: `${customer.waId} again` })
  }

  #arm(messageId: string, delayMs: number, callback: () => void): void {
    this.#timers.get(messageId)?.()
    const cancel = this.#parts.env.setTimer(() => {
      this.#timers.delete(messageId)
      callback()
    }, delayMs)
    this.#timers.set(messageId, cancel)
  }
}

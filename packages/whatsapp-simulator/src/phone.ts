import { contentText, type MessageContent } from './content'
import type { SimulatorCore } from './core'
import { reactAsCustomer, readAsCustomer, sendAsCustomer, setOnline } from './customers'
import { SimulatorError } from './errors'
import { prepareContent, type CustomerContent } from './outgoing'
import type { ChatMessage, Customer } from './state'

const DEFAULT_TIMEOUT_MS = 5_000

/** A message as the phone shows it; `inbound` is towards the business. */
export interface PhoneMessage {
  id: string
  direction: 'inbound' | 'outbound'
  /** Body, caption or name, whatever there is to read. */
  text: string
  content: MessageContent
  /** Ticks: `queued` waits for the phone to be online, `sent` is one tick, `delivered` two, `read` two blue ones. */
  status: 'queued' | 'sent' | 'delivered' | 'read'
  /** Milliseconds since 1970, real time. */
  sentAtMs: number
  replyTo?: string
  /** The emoji the other side put on it. */
  reaction?: string
}

/** What a reply must match: its text, or anything about it. */
export type ReplyPattern = RegExp | string | ((message: PhoneMessage) => boolean)

/** One customer's phone. */
export interface SimulatedPhone {
  readonly waId: string
  readonly name: string
  /**
   * Sends to the business; resolves when the signed webhook is queued (await `simulator.idle()` for its acknowledgement).
   *
   * @throws SimulatorError `invalid_content`, or `limit_reached` when too many webhooks wait for the receiver.
   * @example
   * await phone.sends('Hello', { replyTo: message.id })
   */
  sends(content: CustomerContent, options?: { replyTo?: string }): Promise<PhoneMessage>
  /** Puts an emoji on a message; an empty one takes it away. */
  reacts(messageId: string, emoji: string): Promise<void>
  /**
   * Waits for a matching reply to arrive, which may have happened already; each reply answers one call only.
   *
   * @throws SimulatorError `timeout` after `timeoutMs` (default 5,000) without one.
   */
  receives(pattern: ReplyPattern, options?: { timeoutMs?: number }): Promise<PhoneMessage>
  /**
   * Opens the chat: everything that arrived is read, and the business is told.
   *
   * @throws SimulatorError `phone_offline`.
   */
  reads(): Promise<void>
  goesOffline(): void
  goesOnline(): void
  /** The chat as the phone shows it, oldest first. */
  messages(): PhoneMessage[]
  /** Whether the business is typing at this moment. */
  isBusinessTyping(): boolean
}

export function createPhone(core: SimulatorCore, customer: Customer): SimulatedPhone {
  const answered = new Set<string>()
  return {
    waId: customer.waId,
    get name() {
      return customer.name
    },
    sends: async (content, options) => {
      const prepared = await prepareContent(core.media, content)
      return toPhoneMessage(sendAsCustomer(core, customer, prepared, options?.replyTo))
    },
    reacts: async (messageId, emoji) => void reactAsCustomer(core, customer, messageId, emoji),
    receives: (pattern, options) =>
      waitForReply(core, customer, answered, pattern, options?.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    reads: async () => readAsCustomer(core, customer),
    goesOffline: () => setOnline(core, customer, false),
    goesOnline: () => setOnline(core, customer, true),
    messages: () => visibleMessages(customer),
    isBusinessTyping: () => (customer.typingUntilMs ?? 0) > core.env.now(),
  }
}

/** What is on the phone: not what still waits for it at WhatsApp, nor what never came. */
export function visibleMessages(customer: Customer): PhoneMessage[] {
  return customer.messages.filter(isOnPhone).map(toPhoneMessage)
}

type MessageOnPhone = ChatMessage & { status: PhoneMessage['status'] }

function isOnPhone(message: ChatMessage): message is MessageOnPhone {
  return message.direction === 'inbound' || message.status === 'delivered' || message.status === 'read'
}

function toPhoneMessage(message: MessageOnPhone): PhoneMessage {
  const { id, direction, content, status, sentAtMs, replyTo, reaction } = message
  return {
    id,
    direction,
    text: contentText(content),
    content: structuredClone(content),
    status,
    sentAtMs,
    ...(replyTo !== undefined && { replyTo }),
    ...(reaction !== undefined && { reaction }),
  }
}

function waitForReply(
  core: SimulatorCore,
  customer: Customer,
  answered: Set<string>,
  pattern: ReplyPattern,
  timeoutMs: number,
): Promise<PhoneMessage> {
  const take = () => {
    const reply = visibleMessages(customer).find(
      (one) => one.direction === 'outbound' && !answered.has(one.id) && matches(one, pattern),
    )
    if (reply) answered.add(reply.id)
    return reply
  }
  const early = take()
  if (early) return Promise.resolve(early)
  return new Promise((resolve, reject) => {
    const unsubscribe = core.store.subscribe(() => {
      const reply = take()
      if (!reply) return
      stop()
      resolve(reply)
    })
    const cancelTimer = core.env.setTimer(() => {
      stop()
      reject(new SimulatorError('timeout', describeTimeout(customer, answered, pattern, timeoutMs)))
    }, timeoutMs)
    const stop = () => {
      unsubscribe()
      cancelTimer()
    }
  })
}

function matches(message: PhoneMessage, pattern: ReplyPattern): boolean {
  if (typeof pattern === 'string') return message.text === pattern
  // `search` ignores the position a global expression remembers between calls.
  return typeof pattern === 'function' ? pattern(message) : message.text.search(pattern) >= 0
}

function describeTimeout(customer: Customer, answered: Set<string>, pattern: ReplyPattern, timeoutMs: number): string {
  const others = visibleMessages(customer).filter((one) => one.direction === 'outbound' && !answered.has(one.id))
  const seen =
    others.length === 0 ? 'nothing arrived' : `arrived: ${others.map((one) => JSON.stringify(one.text)).join(', ')}`
  const wanted = typeof pattern === 'function' ? 'a matching reply' : String(pattern)
  return `unable to see ${wanted} on ${customer.waId} within ${timeoutMs} ms; ${seen}`
}

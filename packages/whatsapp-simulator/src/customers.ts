import * as z from 'zod/mini'
import type { MessageContent } from './content'
import type { SimulatorCore } from './core'
import { SimulatorError } from './errors'
import { messageId } from './ids'
import { canonicalNumber } from './phone-number'
import { MAX_CUSTOMERS, MAX_MESSAGES_PER_CHAT, type ChatMessage, type Customer, type InboundMessage } from './state'
import type { SimulatorState } from './state'
import { messagePayload, reactionPayload } from './webhooks/payload'

/** WhatsApp's free-form window after a customer's message. */
export const REPLY_WINDOW_MS = 24 * 60 * 60 * 1_000

/** A customer by WhatsApp id: 8 to 15 digits, country first, no `+`. */
export const customerRequestSchema = z.object({
  waId: z.string().check(z.regex(/^\d{8,15}$/)),
  name: z.string().check(z.minLength(1), z.maxLength(100)),
})

/** Adds a customer, or renames the one with this number. */
export function saveCustomer(core: SimulatorCore, request: { waId: string; name: string }): Customer {
  const parsed = customerRequestSchema.safeParse(request)
  if (!parsed.success) {
    throw new SimulatorError(
      'invalid_option',
      'unable to add customer; waId takes 8 to 15 digits, name 1 to 100 characters',
      {
        cause: parsed.error,
      },
    )
  }
  const { state } = core.store
  const known = state.customers.find((customer) => customer.waId === request.waId)
  if (known) {
    known.name = request.name
    core.store.changed()
    return known
  }
  if (state.customers.length >= MAX_CUSTOMERS) {
    throw new SimulatorError('limit_reached', `unable to add customer; there are ${MAX_CUSTOMERS} already`)
  }
  const customer: Customer = { ...request, online: true, messages: [] }
  state.customers.push(customer)
  core.store.changed()
  return customer
}

/** The customer behind a number as a business writes it, with or without `+` or a country's optional digit. */
export function findCustomer(state: SimulatorState, number: string): Customer | undefined {
  const exact = state.customers.find((customer) => customer.waId === number)
  if (exact) return exact
  const canonical = canonicalNumber(number)
  return state.customers.find((customer) => canonicalNumber(customer.waId) === canonical)
}

export function findMessage(customer: Customer, id: string): ChatMessage | undefined {
  return customer.messages.find((message) => message.id === id)
}

export function addMessage(customer: Customer, message: ChatMessage): void {
  customer.messages.push(message)
  customer.messages.splice(0, Math.max(0, customer.messages.length - MAX_MESSAGES_PER_CHAT))
}

/** The customer writes: one tick once it left the phone, two when the business's server has it. */
export function sendAsCustomer(
  core: SimulatorCore,
  customer: Customer,
  content: MessageContent,
  replyTo?: string,
): InboundMessage {
  const message: InboundMessage = {
    direction: 'inbound',
    id: messageId(core.ids, customer.waId, 'inbound'),
    sentAtMs: core.env.now(),
    content,
    status: 'queued',
    ...(replyTo !== undefined && { replyTo }),
  }
  addMessage(customer, message)
  if (customer.online) transmit(core, customer, message)
  core.store.changed()
  return message
}

/** The customer puts an emoji on a message, or takes it away with an empty one. */
export function reactAsCustomer(core: SimulatorCore, customer: Customer, targetId: string, emoji: string): string {
  const target = findMessage(customer, targetId)
  if (!target) throw new SimulatorError('invalid_content', 'unable to react; the chat has no such message')
  assertOnline(customer, 'react')
  if (emoji === '') delete target.reaction
  else target.reaction = emoji
  const id = messageId(core.ids, customer.waId, 'inbound')
  const reaction = { id, sentAtMs: core.env.now(), messageId: targetId, emoji }
  core.webhooks({
    lane: customer.waId,
    summary: `reaction from ${customer.waId}`,
    payload: reactionPayload(core.business, customer, reaction),
  })
  core.store.changed()
  return id
}

/** @throws SimulatorError `phone_offline`: a phone without network sends no receipts. */
export function readAsCustomer(core: SimulatorCore, customer: Customer): void {
  assertOnline(customer, 'read')
  core.statuses.chatRead(customer)
  core.store.changed()
}

/** Offline, nothing arrives and what is written waits; back online, both move. */
export function setOnline(core: SimulatorCore, customer: Customer, online: boolean): void {
  if (customer.online === online) return
  customer.online = online
  if (online) {
    for (const message of customer.messages) {
      if (message.direction === 'inbound' && message.status === 'queued') transmit(core, customer, message)
    }
    core.statuses.phoneOnline(customer)
  }
  core.store.changed()
}

/** The business's server took a webhook: the customer's message gets its second tick. */
export function acknowledgeInbound(state: SimulatorState, waId: string, id: string): void {
  const message = state.customers.find((customer) => customer.waId === waId)?.messages.find((one) => one.id === id)
  if (message?.direction === 'inbound' && message.status === 'sent') message.status = 'delivered'
}

/** The business read up to this message: blue ticks for it and all before it. */
export function readByBusiness(customer: Customer, id: string): void {
  const last = customer.messages.findIndex((message) => message.id === id)
  for (const message of customer.messages.slice(0, last + 1)) {
    if (message.direction === 'inbound' && message.status !== 'queued') message.status = 'read'
  }
}

function transmit(core: SimulatorCore, customer: Customer, message: InboundMessage): void {
  const { content } = message
  const media = 'mediaId' in content ? core.media.find(content.mediaId) : undefined
  core.webhooks({
    lane: customer.waId,
    summary: `${content.type} from ${customer.waId}`,
    payload: messagePayload(core.business, customer, message, media),
    acknowledges: { waId: customer.waId, messageId: message.id },
  })
  // After the webhook is queued: a full queue refuses it, and the message then stays on the phone.
  message.status = 'sent'
  customer.windowOpenedAtMs = core.windowNow()
}

function assertOnline(customer: Customer, verb: string): void {
  if (!customer.online) throw new SimulatorError('phone_offline', `unable to ${verb}; the phone is offline`)
}

import type { MessageContent } from '../content'
import type { SimulatorCore } from '../core'
import { REPLY_WINDOW_MS, addMessage, findCustomer, findMessage, readByBusiness, saveCustomer } from '../customers'
import { delay } from '../delay'
import { ConnectionReset } from '../errors'
import type { FaultKinds } from '../faults'
import { messageId } from '../ids'
import type { Customer, OutboundMessage } from '../state'
import { userId } from '../webhooks/payload'
import { GraphError } from './errors'
import { failBeforeAccepting, graphErrorOf } from './failure'
import { deliverLinked } from './linked-media'
import {
  mediaReferenceOf,
  parseMessagesRequest,
  type MediaReference,
  type ReadRequest,
  type SendRequest,
} from './send-request'
import { renderTemplate } from './templates'

const TYPING_MS = 25_000

/** `POST /{phone}/messages`: a send, or a read receipt with or without typing. */
export async function handleMessages(core: SimulatorCore, json: unknown): Promise<unknown> {
  const request = parseMessagesRequest(json)
  return 'status' in request ? handleRead(core, request) : handleSend(core, request)
}

async function handleSend(core: SimulatorCore, request: SendRequest): Promise<unknown> {
  const fault = core.faults.take('messages')
  failBeforeAccepting(fault)
  const customer = recipientOf(core, request)
  const id = request.type === 'reaction' ? react(core, customer, request) : accept(core, customer, request, fault)
  delete customer.typingUntilMs
  core.store.changed()
  if (fault === 'reset-after-accept') throw new ConnectionReset()
  if (typeof fault === 'object' && 'delayMs' in fault) await delay(core.env, fault.delayMs)
  return {
    messaging_product: 'whatsapp',
    contacts: [
      { input: request.to ?? request.recipient, wa_id: customer.waId, user_id: userId(core.business, customer.waId) },
    ],
    messages: [{ id, ...(request.type === 'template' && { message_status: 'accepted' }) }],
  }
}

function handleRead(core: SimulatorCore, request: ReadRequest): unknown {
  const customer = core.store.state.customers.find((one) => findMessage(one, request.message_id))
  if (!customer) throw new GraphError(131009, { details: "Parameter 'message_id' is not a message of this number" })
  readByBusiness(customer, request.message_id)
  if (request.typing_indicator) customer.typingUntilMs = core.env.now() + TYPING_MS
  core.store.changed()
  return { success: true }
}

function recipientOf(core: SimulatorCore, request: SendRequest): Customer {
  const { store, business } = core
  const { to, recipient } = request
  // `to` wins when both are given.
  const customer =
    to !== undefined
      ? findCustomer(store.state, to)
      : store.state.customers.find((one) => userId(business, one.waId) === recipient)
  if (to?.replace(/\D/g, '') === business.displayPhoneNumber) throw new GraphError(131021)
  const isTemplate = request.type === 'template'
  if (!customer) {
    // Somebody who never wrote can only be reached by a template.
    if (to === undefined) throw new GraphError(131026)
    if (!isTemplate) throw new GraphError(131047)
    return addRecipient(core, to)
  }
  const openedAtMs = customer.windowOpenedAtMs
  const isOpen = openedAtMs !== undefined && core.windowNow() < openedAtMs + REPLY_WINDOW_MS
  if (!isOpen && !isTemplate) throw new GraphError(131047)
  return customer
}

function addRecipient(core: SimulatorCore, to: string): Customer {
  const waId = to.replace(/\D/g, '')
  if (!/^\d{8,15}$/.test(waId)) throw new GraphError(131009, { details: "Parameter 'to' is not a valid phone number" })
  return saveCustomer(core, { waId, name: `+${waId}` })
}

function accept(
  core: SimulatorCore,
  customer: Customer,
  request: Exclude<SendRequest, { type: 'reaction' }>,
  fault: FaultKinds['messages'] | undefined,
): string {
  const reference = mediaReferenceOf(request)
  const mediaId = reference?.id ?? (reference && core.media.reserve())
  const content = contentOf(core, request, reference, mediaId)
  const message = newMessage(core, customer, request, content, fault)
  addMessage(customer, message)
  if (typeof fault === 'object' && 'code' in fault) {
    const { code, title, details } = graphErrorOf(fault)
    core.statuses.failed(customer, message, { code, title, details: details ?? title })
  } else if (reference?.link !== undefined && mediaId !== undefined) {
    void deliverLinked(core, customer, message, { link: reference.link, mediaId })
  } else {
    core.statuses.accepted(customer, message)
  }
  return message.id
}

function react(core: SimulatorCore, customer: Customer, request: Extract<SendRequest, { type: 'reaction' }>): string {
  const target = findMessage(customer, request.reaction.message_id)
  if (!target)
    throw new GraphError(131009, { details: "Parameter 'reaction.message_id' is not a message of this chat" })
  const { emoji } = request.reaction
  if (emoji === '') delete target.reaction
  else target.reaction = emoji
  const reaction = newMessage(core, customer, request, { type: 'text', body: emoji }, undefined)
  core.statuses.reactionAccepted(customer, reaction)
  return reaction.id
}

function newMessage(
  core: SimulatorCore,
  customer: Customer,
  request: SendRequest,
  content: MessageContent,
  fault: FaultKinds['messages'] | undefined,
): OutboundMessage {
  const callbackData = request.biz_opaque_callback_data
  return {
    direction: 'outbound',
    id: messageId(core.ids, customer.waId, 'outbound'),
    sentAtMs: core.env.now(),
    content,
    status: 'sent',
    statusOrder: fault === 'duplicate' ? 'duplicate' : fault === 'reorder' ? 'reversed' : 'normal',
    heldStatuses: [],
    ...(request.context && { replyTo: request.context.message_id }),
    ...(callbackData !== undefined && { callbackData }),
  }
}

function contentOf(
  core: SimulatorCore,
  request: Exclude<SendRequest, { type: 'reaction' }>,
  reference: MediaReference | undefined,
  mediaId: string | undefined,
): MessageContent {
  switch (request.type) {
    case 'text':
      return { type: 'text', body: request.text.body }
    case 'location':
      return { type: 'location', ...request.location }
    case 'template': {
      const { name, language, components = [] } = request.template
      const body = components.find((component) => component.type.toLowerCase() === 'body')
      const parameters = (body?.parameters ?? []).map((parameter) => parameter.text ?? `{${parameter.type}}`)
      const text = renderTemplate(request.template, parameters)
      return { type: 'template', name, language: language.code, parameters, text }
    }
    default: {
      const media = { mediaId: mediaId ?? '', mimeType: mimeTypeOf(core, request.type, reference) }
      const captioned = { ...media, ...(reference?.caption !== undefined && { caption: reference.caption }) }
      if (request.type === 'audio') return { type: 'audio', ...media, voice: request.audio.voice ?? false }
      if (request.type !== 'document') return { type: request.type, ...captioned }
      const { filename } = request.document
      return { type: 'document', ...captioned, ...(filename !== undefined && { filename }) }
    }
  }
}

function mimeTypeOf(core: SimulatorCore, type: string, reference: MediaReference | undefined): string {
  if (reference?.id === undefined) return 'application/octet-stream'
  const media = core.media.find(reference.id)
  if (!media) throw new GraphError(100, { details: `Parameter '${type}.id' is not an uploaded media of this number` })
  return media.mimeType
}

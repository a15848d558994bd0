import { createHash } from 'node:crypto'
import type { MessageContent } from '../content'
import type { Customer, InboundMessage, OutboundMessage, StoredMedia } from '../state'

/** The business number as webhooks name it. */
export interface BusinessIdentity {
  phoneNumberId: string
  businessAccountId: string
  displayPhoneNumber: string
  businessName: string
}

/** A status webhook's variable part. */
export interface StatusEvent {
  status: 'sent' | 'delivered' | 'read' | 'failed'
  atMs: number
  error?: { code: number; title: string; details: string }
}

export function messagePayload(
  business: BusinessIdentity,
  customer: Customer,
  message: InboundMessage,
  media: StoredMedia | undefined,
): unknown {
  return inboundEnvelope(business, customer, message, inboundContent(message.content, media))
}

/** A customer's reaction; a removed one comes without `emoji`. */
export function reactionPayload(
  business: BusinessIdentity,
  customer: Customer,
  reaction: { id: string; sentAtMs: number; messageId: string; emoji: string },
): unknown {
  const { emoji, messageId } = reaction
  return inboundEnvelope(business, customer, reaction, {
    type: 'reaction',
    reaction: { message_id: messageId, ...(emoji !== '' && { emoji }) },
  })
}

export function statusPayload(
  business: BusinessIdentity,
  customer: Customer,
  message: Pick<OutboundMessage, 'id' | 'content' | 'callbackData'>,
  event: StatusEvent,
): unknown {
  const failed = event.status === 'failed'
  return envelope(business, {
    ...(!failed && { contacts: [contact(business, customer)] }),
    statuses: [
      {
        id: message.id,
        status: event.status,
        timestamp: seconds(event.atMs),
        recipient_id: customer.waId,
        recipient_user_id: userId(business, customer.waId),
        ...(message.callbackData !== undefined && { biz_opaque_callback_data: message.callbackData }),
        ...((event.status === 'sent' || event.status === 'delivered') && { pricing: pricing(message.content) }),
        ...(event.error && { errors: [statusError(event.error)] }),
      },
    ],
  })
}

/** The business-scoped user id: the same for the same customer and business, unlike any other's. */
export function userId(business: BusinessIdentity, waId: string): string {
  const digest = createHash('sha256').update(`${business.businessAccountId}:${waId}`).digest()
  const digits = (10n ** 19n + (digest.readBigUInt64BE() % (9n * 10n ** 18n))).toString()
  return `${waId.startsWith('55') ? 'BR' : 'US'}.${digits}`
}

function inboundEnvelope(
  business: BusinessIdentity,
  customer: Customer,
  message: { id: string; sentAtMs: number; replyTo?: string | undefined },
  content: Record<string, unknown>,
): unknown {
  return envelope(business, {
    contacts: [contact(business, customer)],
    messages: [
      {
        ...(message.replyTo !== undefined && { context: { from: business.displayPhoneNumber, id: message.replyTo } }),
        from: customer.waId,
        from_user_id: userId(business, customer.waId),
        id: message.id,
        timestamp: seconds(message.sentAtMs),
        ...content,
      },
    ],
  })
}

function envelope(business: BusinessIdentity, value: Record<string, unknown>): unknown {
  const metadata = { display_phone_number: business.displayPhoneNumber, phone_number_id: business.phoneNumberId }
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: business.businessAccountId,
        changes: [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field: 'messages' }],
      },
    ],
  }
}

function contact(business: BusinessIdentity, customer: Customer): unknown {
  return { profile: { name: customer.name }, wa_id: customer.waId, user_id: userId(business, customer.waId) }
}

function inboundContent(content: MessageContent, media: StoredMedia | undefined): Record<string, unknown> {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: { body: content.body } }
    case 'location': {
      const { type, ...location } = content
      return { type, location }
    }
    case 'template':
      // Customers cannot send templates; only the business side creates this content.
      return { type: 'unsupported' }
    default: {
      const { type, mediaId, mimeType, ...rest } = content
      const sha256 = Buffer.from(media?.sha256 ?? '', 'hex').toString('base64')
      return { type, [type]: { ...rest, mime_type: mimeType, sha256, id: mediaId } }
    }
  }
}

function pricing(content: MessageContent): unknown {
  return content.type === 'template'
    ? { billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' }
    : { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' }
}

function statusError({ code, title, details }: { code: number; title: string; details: string }): unknown {
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

/** Webhooks carry seconds, as a string. */
function seconds(atMs: number): string {
  return String(Math.floor(atMs / 1_000))
}

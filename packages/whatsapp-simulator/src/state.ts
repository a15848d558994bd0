import * as z from 'zod/mini'
import { contentSchema } from './content'

/** Oldest messages of a chat are forgotten beyond this, as a phone with little memory would. */
export const MAX_MESSAGES_PER_CHAT = 2_000
export const MAX_CUSTOMERS = 1_000
export const MAX_MEDIA = 500
/** Webhooks waiting for their receiver; beyond this a new one is refused loudly instead of dropping an old one silently. */
export const MAX_PENDING_WEBHOOKS = 20_000

const inboundMessageSchema = z.object({
  direction: z.literal('inbound'),
  id: z.string(),
  sentAtMs: z.number(),
  content: contentSchema,
  /** `queued` while the phone is offline, `sent` until the webhook is acknowledged, `read` once the business says so. */
  status: z.enum(['queued', 'sent', 'delivered', 'read']),
  replyTo: z.exactOptional(z.string()),
  reaction: z.exactOptional(z.string()),
})

const outboundMessageSchema = z.object({
  direction: z.literal('outbound'),
  id: z.string(),
  sentAtMs: z.number(),
  content: contentSchema,
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  replyTo: z.exactOptional(z.string()),
  reaction: z.exactOptional(z.string()),
  /** `biz_opaque_callback_data` of the send, carried by every status. */
  callbackData: z.exactOptional(z.string()),
  /** When an online phone gets it; absent once it did, or while the phone is offline. */
  deliverAtMs: z.exactOptional(z.number()),
  /** How the status webhooks of this message behave. */
  statusOrder: z.enum(['normal', 'duplicate', 'reversed']),
  /** Statuses held back so that they can be posted in reverse. */
  heldStatuses: z.array(z.object({ status: z.enum(['sent', 'delivered', 'read']), atMs: z.number() })),
})

const messageSchema = z.discriminatedUnion('direction', [inboundMessageSchema, outboundMessageSchema])

const customerSchema = z.object({
  waId: z.string(),
  name: z.string(),
  online: z.boolean(),
  /** Last message of the customer on the window clock; opens 24 hours of free-form replies. */
  windowOpenedAtMs: z.exactOptional(z.number()),
  /** The business is typing until then. */
  typingUntilMs: z.exactOptional(z.number()),
  messages: z.array(messageSchema),
})

const mediaSchema = z.object({
  id: z.string(),
  mimeType: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  /** The part of a download address that goes stale, with its end on the window clock. */
  download: z.exactOptional(z.object({ key: z.string(), expiresAtMs: z.number() })),
})

const pendingWebhookSchema = z.object({
  id: z.number(),
  /** Webhooks of one lane arrive in order; lanes do not wait for one another. */
  lane: z.string(),
  summary: z.string(),
  body: z.string(),
  createdAtMs: z.number(),
  attempts: z.number(),
  /** Held back until then by a fault. */
  notBeforeMs: z.number(),
  /** The customer's message that gets its second tick when this is acknowledged. */
  acknowledges: z.exactOptional(z.object({ waId: z.string(), messageId: z.string() })),
})

export const stateSchema = z.object({
  version: z.literal(1),
  issuedIds: z.number(),
  issuedWebhooks: z.number(),
  /** How far the window clock runs ahead of real time; message timestamps stay on real time. */
  clockOffsetMs: z.number(),
  autoRead: z.boolean(),
  /** The callback whose handshake succeeded. */
  verifiedCallback: z.exactOptional(z.string()),
  customers: z.array(customerSchema),
  media: z.array(mediaSchema),
  pendingWebhooks: z.array(pendingWebhookSchema),
})

export type SimulatorState = z.infer<typeof stateSchema>
export type Customer = z.infer<typeof customerSchema>
export type ChatMessage = z.infer<typeof messageSchema>
export type InboundMessage = z.infer<typeof inboundMessageSchema>
export type OutboundMessage = z.infer<typeof outboundMessageSchema>
export type StoredMedia = z.infer<typeof mediaSchema>
export type PendingWebhook = z.infer<typeof pendingWebhookSchema>

export function emptyState(): SimulatorState {
  return {
    version: 1,
    issuedIds: 0,
    issuedWebhooks: 0,
    clockOffsetMs: 0,
    autoRead: true,
    customers: [],
    media: [],
    pendingWebhooks: [],
  }
}

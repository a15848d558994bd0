import * as z from 'zod/mini'
import { embeddedContact } from './contact'
import { id, metadata, timestamp } from './ids'
import { messageType, senderType } from './message'
import { openEnum } from './open-enum'

/**
 * `waiting` the customer waits and nobody owns it, `active` answered and nobody owns it, `assigned` somebody owns it,
 * `closed` done until the customer writes again.
 */
export const conversationStatuses = ['waiting', 'active', 'assigned', 'closed'] as const
export type ConversationStatus = (typeof conversationStatuses)[number]
export const conversationStatus = openEnum<ConversationStatus>()

/** Everything said between one contact and one channel of a tenant. */
export const conversation = z.object({
  id,
  tenant_id: id,
  contact_id: id,
  status: conversationStatus,
  /** Inbound messages beyond the team's read marker. */
  unread_count: z.number(),
  last_message: z.nullable(z.string()),
  last_message_time: z.nullable(timestamp),
  last_message_id: z.nullable(id),
  last_message_type: z.nullable(messageType),
  last_message_sender_type: z.nullable(senderType),
  contact: embeddedContact,
  channel: z.string(),
  channel_id: id,
  assignee_id: z.nullable(id),
  labels: z.array(z.string()),
  snoozed_until: z.nullable(timestamp),
  /** End of WhatsApp's 24-hour window for free replies; null where the channel has none or nobody wrote yet. */
  reply_window_ends_at: z.nullable(timestamp),
  metadata,
  created_at: timestamp,
  updated_at: timestamp,
  version: z.number(),
})
export type Conversation = z.infer<typeof conversation>

/** Answer of `GET /conversations/counts`: what pages cannot tell. `unread` counts messages, not conversations. */
export const conversationCounts = z.object({
  all: z.number(),
  active: z.number(),
  waiting: z.number(),
  assigned: z.number(),
  closed: z.number(),
  unread: z.number(),
})
export type ConversationCounts = z.infer<typeof conversationCounts>

import * as z from 'zod/mini'
import { id, metadata, timestamp } from './ids'
import { media } from './media'
import { openEnum } from './open-enum'

export const senderTypes = ['contact', 'agent', 'bot', 'system'] as const
export type SenderType = (typeof senderTypes)[number]
export const senderType = openEnum<SenderType>()

export const messageTypes = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template',
  'note',
  'system',
  'unsupported',
] as const
export type MessageType = (typeof messageTypes)[number]
export const messageType = openEnum<MessageType>()

/** In the order of the lattice: within one sending attempt a status only moves to the right. */
export const messageStatuses = ['pending', 'unknown', 'sent', 'failed', 'delivered', 'read'] as const
export type MessageStatus = (typeof messageStatuses)[number]
export const messageStatus = openEnum<MessageStatus>()

/** Degrees (WGS 84), with what the provider knows of the place. */
export const location = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.optional(z.string()),
  address: z.optional(z.string()),
  url: z.optional(z.string()),
})
export type Location = z.infer<typeof location>

export const reaction = z.object({
  emoji: z.string(),
  sender_type: senderType,
  sender_id: z.nullable(id),
})
export type Reaction = z.infer<typeof reaction>

/** Why sending failed. `code` is ours, `provider_code` the channel's own, e.g. `"131047"`. */
export const messageError = z.object({
  code: z.string(),
  provider_code: z.optional(z.string()),
  title: z.string(),
  detail: z.optional(z.string()),
  retryable: z.boolean(),
})
export type MessageError = z.infer<typeof messageError>

/** What a channel sent beyond our own fields, as it came. */
const freeData = z.looseObject({})

/** One message. An absent optional field means "none": a newer version of the whole entity replaces the older. */
export const message = z.object({
  id,
  tenant_id: id,
  conversation_id: id,
  /** Log position of the creation; together with `created_at` the total order inside a conversation. */
  seq: z.number(),
  sender_type: senderType,
  sender_id: z.nullable(id),
  /** Always readable: the body, the caption, or a summary such as "📍 Av. Paulista". */
  content: z.string(),
  message_type: messageType,
  status: messageStatus,
  client_message_id: z.optional(id),
  reply_to_id: z.optional(id),
  media: z.optional(media),
  location: z.optional(location),
  contacts: z.optional(z.array(freeData)),
  interactive: z.optional(freeData),
  template: z.optional(freeData),
  referral: z.optional(freeData),
  reactions: z.array(reaction),
  error: z.optional(messageError),
  /** The provider's id, e.g. `wamid.…`. */
  external_id: z.optional(z.string()),
  metadata,
  deleted_at: z.optional(timestamp),
  created_at: timestamp,
  updated_at: timestamp,
  version: z.number(),
})
export type Message = z.infer<typeof message>

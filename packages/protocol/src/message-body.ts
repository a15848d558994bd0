import * as z from 'zod/mini'
import { givenId } from './given-ids'
import { metadata } from './ids'
import { messageText } from './text'

/** Types an agent can send today. A `note` is internal and never reaches a channel. */
export const sendableMessageTypes = ['text', 'location', 'note'] as const

const writtenLocation = z.strictObject({
  latitude: z.number().check(z.gte(-90), z.lte(90)),
  longitude: z.number().check(z.gte(-180), z.lte(180)),
  name: z.optional(z.string().check(z.maxLength(1000))),
  address: z.optional(z.string().check(z.maxLength(1000))),
})

/** Body of `POST /conversations/{id}/messages`. */
export const sendMessageBody = z.strictObject({
  content: messageText,
  message_type: z._default(z.enum(sendableMessageTypes), 'text'),
  metadata: z._default(metadata, {}),
  /** Idempotency key, scoped to tenant and principal: the same key and body answer with the same message. */
  client_message_id: z.optional(givenId),
  reply_to_id: z.optional(givenId),
  location: z.optional(writtenLocation),
  /** Compare and send: refused with `conversation_advanced` unless this is still the newest message. */
  if_last_message_id: z.optional(z.nullable(givenId)),
})
export type SendMessageBody = z.input<typeof sendMessageBody>
export type ParsedSendMessageBody = z.output<typeof sendMessageBody>

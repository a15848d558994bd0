import * as z from 'zod/mini'
import { givenId } from './given-ids'
import { metadata } from './ids'
import { filledTemplate } from './template'
import { messageContent } from './text'

/** Types whose message is a file, named by `media_id`; their `content` is the caption. */
export const fileMessageTypes = ['image', 'audio', 'video', 'document', 'sticker'] as const
export type FileMessageType = (typeof fileMessageTypes)[number]

/** Types an agent can send today. A `note` is internal and never reaches a channel. */
export const sendableMessageTypes = ['text', 'location', 'note', 'template', ...fileMessageTypes] as const

const writtenLocation = z.strictObject({
  latitude: z.number().check(z.gte(-90), z.lte(90)),
  longitude: z.number().check(z.gte(-180), z.lte(180)),
  name: z.optional(z.string().check(z.maxLength(1000))),
  address: z.optional(z.string().check(z.maxLength(1000))),
})

/** True for a type whose message is a file. */
export const isFileMessageType = (type: string): type is FileMessageType =>
  fileMessageTypes.some((fileType) => fileType === type)

/** Body of `POST /conversations/{id}/messages`. */
export const sendMessageBody = z
  .strictObject({
    /** 1–4,096 characters and not blank; of a file its caption, which may be empty, as it may be of a template. */
    content: messageContent,
    message_type: z._default(z.enum(sendableMessageTypes), 'text'),
    metadata: z._default(metadata, {}),
    /** Idempotency key, scoped to tenant and principal: the same key and body answer with the same message. */
    client_message_id: z.optional(givenId),
    reply_to_id: z.optional(givenId),
    /** A file of `POST /media`, or of a message that the sender may see. */
    media_id: z.optional(givenId),
    location: z.optional(writtenLocation),
    /** Of `message_type: 'template'`; the server writes its text into `content`. */
    template: z.optional(filledTemplate),
    /** Compare and send: refused with `conversation_advanced` unless this is still the newest message. */
    if_last_message_id: z.optional(z.nullable(givenId)),
  })
  .check(
    z.refine(
      ({ content, message_type }) =>
        isFileMessageType(message_type) || message_type === 'template' || content.trim() !== '',
      {
        path: ['content'],
        error: 'must not be blank',
      },
    ),
  )
export type SendMessageBody = z.input<typeof sendMessageBody>
export type ParsedSendMessageBody = z.output<typeof sendMessageBody>

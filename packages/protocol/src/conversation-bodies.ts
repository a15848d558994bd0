import * as z from 'zod/mini'
import { conversationStatuses } from './conversation'
import { givenId } from './given-ids'
import { metadata } from './ids'
import { labelName } from './text'

/** Body of `POST /conversations`: finds the contact's conversation on a channel, or creates it. */
export const openConversationBody = z.strictObject({
  contact_id: givenId,
  /** May be omitted where the tenant has exactly one channel. */
  channel_id: z.optional(givenId),
})
export type OpenConversationBody = z.infer<typeof openConversationBody>

/** Body of `PATCH /conversations/{id}`; absent fields stay as they are. */
export const updateConversationBody = z.strictObject({
  status: z.optional(z.enum(conversationStatuses)),
  assignee_id: z.optional(z.nullable(givenId)),
  labels: z.optional(z.array(labelName).check(z.maxLength(50))),
  snoozed_until: z.optional(z.nullable(z.iso.datetime())),
  metadata: z.optional(metadata),
})
export type UpdateConversationBody = z.infer<typeof updateConversationBody>

/** Body of `POST /conversations/{id}/read`; without a message, everything up to the newest is read. */
export const markReadBody = z.strictObject({ up_to_message_id: z.optional(givenId) })
export type MarkReadBody = z.infer<typeof markReadBody>

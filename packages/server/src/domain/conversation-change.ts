import type { Contact, EmbeddedContact } from '@pytake/protocol'
import type { Change } from './change'
import { INITIAL_STATUS } from './conversation-status'
import type { KnownConversation, KnownMessage, StoredConversation } from './entity-rows'

/** What a change may touch; `updated_at` and `version` follow by themselves. */
export type ConversationFields = Partial<
  Omit<KnownConversation, 'id' | 'tenant_id' | 'contact_id' | 'created_at' | 'updated_at' | 'version'>
>

/** Stores a changed conversation and tells it; the answer has its new version. */
export async function saveConversation(
  change: Change,
  stored: StoredConversation,
  fields: ConversationFields,
  readSeq: number = stored.read_seq,
): Promise<StoredConversation> {
  const conversation = { ...stored.conversation, ...fields, updated_at: change.now }
  await change.append('conversation_updated', conversation.id, (version) => Object.assign(conversation, { version }))
  const saved = { conversation, read_seq: readSeq }
  await change.rows.conversations.update(saved)
  return saved
}

/** A conversation before anything was said, not stored yet. */
export const emptyConversation = (
  change: Change,
  of: { id: string; tenantId: string; contact: Contact; channel: { kind: string; channel_id: string } },
): StoredConversation => ({
  conversation: {
    id: of.id,
    tenant_id: of.tenantId,
    contact_id: of.contact.id,
    status: INITIAL_STATUS,
    unread_count: 0,
    last_message: null,
    last_message_time: null,
    last_message_id: null,
    last_message_type: null,
    last_message_sender_type: null,
    contact: embed(of.contact),
    channel: of.channel.kind,
    channel_id: of.channel.channel_id,
    assignee_id: null,
    labels: [],
    snoozed_until: null,
    reply_window_ends_at: null,
    metadata: {},
    created_at: change.now,
    updated_at: change.now,
    version: 0,
  },
  read_seq: 0,
})

/** The part of a contact that travels inside its conversations. */
export const embed = ({ id, name, phone, version }: Contact): EmbeddedContact => ({ id, name, phone, version })

/** What the list shows of the newest message; null once nothing is left. */
export const previewOf = (message: KnownMessage | null) => ({
  last_message: message?.content ?? null,
  last_message_time: message?.created_at ?? null,
  last_message_id: message?.id ?? null,
  last_message_type: message?.message_type ?? null,
  last_message_sender_type: message?.sender_type ?? null,
})

/** The preview after a new message, which is not the newest where it is a late delivery. */
export function previewAfter(conversation: KnownConversation, message: KnownMessage): ConversationFields {
  const { last_message_time: newest } = conversation
  // A new message has the highest seq, so equal times mean that it comes last.
  return newest === null || message.created_at >= newest ? previewOf(message) : {}
}

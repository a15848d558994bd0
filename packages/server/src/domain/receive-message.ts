import type { Message } from '@pytake/protocol'
import type { Change } from './change'
import { emptyConversation, previewAfter, saveConversation } from './conversation-change'
import { nextStatus } from './conversation-status'
import type { KnownMessage, StoredConversation } from './entity-rows'
import { type InboxContext, newId } from './inbox-context'
import { findByExternalId } from './message-reactions'
import { messageTime } from './message-order'
import type { Channel, ReceivedItem } from './ports'
import { receiveContact } from './receive-contact'

export type ReceivedMessage = Extract<ReceivedItem, { kind: 'message' }>

const HOUR_MS = 3_600_000

/** Stores what a customer wrote. A message that came before changes nothing. */
export async function receiveMessage(
  context: InboxContext,
  change: Change,
  channel: Channel,
  item: ReceivedMessage,
): Promise<void> {
  if (!(await change.rows.intake.markReceived(channel.channel_id, item.external_id, change.now))) return
  const contact = await receiveContact(context, change, channel, item.contact)
  const stored =
    (await change.rows.conversations.byContact(channel.channel_id, contact.id)) ??
    (await insertConversation(context, change, channel, contact))
  const message = await newMessage(context, change, channel, stored, item)
  await change.append('message_received', stored.conversation.id, (seq) =>
    Object.assign(message, { seq, version: seq }),
  )
  await insertMedia(change, channel, message, item.media)
  await change.rows.messages.insert(message, channel.channel_id)
  await tellConversation(change, channel, stored, message)
}

async function tellConversation(change: Change, channel: Channel, stored: StoredConversation, message: KnownMessage) {
  const { conversation } = stored
  const state = { status: conversation.status, assigned: conversation.assignee_id !== null }
  await saveConversation(change, stored, {
    ...previewAfter(conversation, message),
    status: nextStatus(state, { kind: 'inbound' }),
    unread_count: conversation.unread_count + 1,
    reply_window_ends_at: laterOf(conversation.reply_window_ends_at, windowEnd(channel, message.created_at)),
  })
}

async function insertConversation(
  context: InboxContext,
  change: Change,
  channel: Channel,
  contact: Parameters<typeof emptyConversation>[1]['contact'],
): Promise<StoredConversation> {
  const stored = emptyConversation(change, { id: newId(context), tenantId: channel.tenant_id, contact, channel })
  await change.rows.conversations.insert(stored)
  return stored
}

async function newMessage(
  context: InboxContext,
  change: Change,
  channel: Channel,
  { conversation }: StoredConversation,
  item: ReceivedMessage,
): Promise<KnownMessage> {
  const { content, message_type, metadata, location, contacts, interactive, referral } = item.message
  const replyToId = await findQuoted(change, channel.channel_id, conversation.id, item.reply_to_external_id)
  return {
    id: newId(context),
    tenant_id: channel.tenant_id,
    conversation_id: conversation.id,
    seq: 0,
    sender_type: 'contact',
    sender_id: conversation.contact_id,
    content,
    message_type,
    // It has reached us; whether the team has read it is the conversation's marker.
    status: 'delivered',
    ...(replyToId !== null && { reply_to_id: replyToId }),
    ...(item.media !== null && { media: pendingMedia(newId(context), item.media) }),
    ...(location !== undefined && { location }),
    ...(contacts !== undefined && { contacts }),
    ...(interactive !== undefined && { interactive }),
    ...(referral !== undefined && { referral }),
    // Whoever reacted may have been faster than the message itself.
    reactions: await change.rows.reactions.shown(channel.channel_id, [item.external_id]),
    external_id: item.external_id,
    metadata,
    created_at: new Date(messageTime(change.nowMs, item.provider_time)).toISOString(),
    updated_at: change.now,
    version: 0,
  }
}

const pendingMedia = (id: string, media: NonNullable<ReceivedMessage['media']>): NonNullable<Message['media']> => ({
  id,
  mime_type: media.mime_type,
  ...(media.filename !== null && { filename: media.filename }),
  ...(media.sha256 !== null && { sha256: media.sha256 }),
  status: 'pending',
})

async function insertMedia(
  change: Change,
  { channel_id }: Channel,
  message: KnownMessage,
  received: ReceivedMessage['media'],
): Promise<void> {
  const { media, id: message_id, conversation_id } = message
  if (media === undefined || received === null) return
  const { external_id } = received
  const work = { key: null, fence: 0, tries: 0, due_at: change.now }
  await change.rows.media.insert({ media, message_id, conversation_id, channel_id, external_id, ...work })
  change.leaveWork()
}

/** The quoted message, of the customer or of ours; null where it is not here. */
async function findQuoted(change: Change, channelId: string, conversationId: string, externalId: string | null) {
  if (externalId === null) return null
  const message = await findByExternalId(change, channelId, externalId)
  return message?.conversation_id === conversationId ? message.id : null
}

const windowEnd = (channel: Channel, createdAt: string): string | null =>
  channel.replyWindowHours === null
    ? null
    : new Date(Date.parse(createdAt) + channel.replyWindowHours * HOUR_MS).toISOString()

/** A late delivery must not shorten the window that a newer message has opened. */
const laterOf = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a)

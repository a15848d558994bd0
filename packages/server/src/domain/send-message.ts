import { MAX_LIST_LIMIT, type ParsedSendMessageBody } from '@pytake/protocol'
import { hashJson } from './canonical-json'
import type { Change } from './change'
import { previewAfter, saveConversation } from './conversation-change'
import { nextStatus } from './conversation-status'
import { openDelivery } from './delivery-change'
import type { KnownConversation, KnownMessage, StoredConversation } from './entity-rows'
import { ServerError } from './errors'
import { channelOf, type InboxContext, invalid, newId, seenConversation } from './inbox-context'
import { findFile, type MessageFile, takeFile } from './message-file'
import type { Principal } from './principal'
import { renderTemplate } from './templates'

/** Newest unseen messages that a refused compare-and-send answers with. */
export const MAX_MISSED_MESSAGES = MAX_LIST_LIMIT

/**
 * Stores a message of an agent with the order to send it; all of it or nothing.
 *
 * The same `client_message_id` of the same user with the same body answers with the message as it is now.
 */
export function sendMessage(
  context: InboxContext,
  principal: Principal,
  conversationId: string,
  body: ParsedSendMessageBody,
): Promise<KnownMessage> {
  return context.changes.run(principal.tenant_id, async (change) => {
    const stored = await seenConversation(context, change.rows, principal, conversationId)
    const bodyHash = hashBody(conversationId, body)
    const earlier = await findEarlier(change, principal, body.client_message_id, bodyHash)
    if (earlier !== null) return earlier
    checkLocation(body)
    checkTemplate(body)
    await checkReply(change, conversationId, body.reply_to_id)
    await checkNothingMissed(change, stored.conversation, body.if_last_message_id)
    if (!ALWAYS_ALLOWED.has(body.message_type)) checkReplyWindow(context, stored.conversation, change.nowMs)
    const file = await findFile(context, change, principal, stored.conversation, body)
    const content =
      body.template === undefined ? body.content : await renderTemplate(change.rows, stored.conversation, body.template)
    const message = await insertMessage(context, change, principal, stored, { ...body, content }, file)
    if (body.client_message_id !== undefined) {
      const outcome = { body_hash: bodyHash, message_id: message.id }
      await change.rows.intake.rememberIdempotent(principal.user_id, body.client_message_id, outcome, change.now)
    }
    return message
  })
}

/** A note goes nowhere, and templates are what the channel has approved for later. */
const ALWAYS_ALLOWED: ReadonlySet<string> = new Set(['note', 'template'])

/** Meta would refuse it too, but only after the customer's agent has believed it sent. */
export function checkReplyWindow(context: InboxContext, conversation: KnownConversation, nowMs: number): void {
  const channel = channelOf(context, conversation.tenant_id, conversation.channel_id)
  if (channel === undefined || channel.replyWindowHours === null) return
  const endsAt = conversation.reply_window_ends_at
  if (endsAt !== null && nowMs < Date.parse(endsAt)) return
  throw new ServerError('reply_window_closed', 'unable to send message; the reply window is closed')
}

async function insertMessage(
  context: InboxContext,
  change: Change,
  principal: Principal,
  stored: StoredConversation,
  body: ParsedSendMessageBody,
  file: MessageFile | null,
): Promise<KnownMessage> {
  const { conversation } = stored
  const message = newMessage(change, newId(context), principal, conversation.id, body, file)
  await change.append('message_sent', conversation.id, (seq) => Object.assign(message, { seq, version: seq }))
  if (file !== null) await takeFile(change, message, conversation.channel_id, file)
  await change.rows.messages.insert(message, conversation.channel_id)
  if (message.message_type === 'note') {
    await saveConversation(change, stored, previewAfter(conversation, message))
    return message
  }
  await openDelivery(change, newId(context), message, conversation.channel_id)
  const state = { status: conversation.status, assigned: conversation.assignee_id !== null }
  await saveConversation(change, stored, {
    ...previewAfter(conversation, message),
    status: nextStatus(state, { kind: 'reply' }),
  })
  return message
}

const newMessage = (
  change: Change,
  id: string,
  principal: Principal,
  conversationId: string,
  body: ParsedSendMessageBody,
  file: MessageFile | null,
): KnownMessage => ({
  id,
  tenant_id: principal.tenant_id,
  conversation_id: conversationId,
  seq: 0,
  sender_type: 'agent',
  sender_id: principal.user_id,
  content: file?.content ?? body.content,
  message_type: body.message_type,
  // A note goes nowhere, so storing it is all that sending it means.
  status: body.message_type === 'note' ? 'sent' : 'pending',
  ...(body.client_message_id !== undefined && { client_message_id: body.client_message_id }),
  ...(body.reply_to_id !== undefined && { reply_to_id: body.reply_to_id }),
  ...(body.location !== undefined && { location: body.location }),
  ...(body.template !== undefined && { template: body.template }),
  ...(file !== null && { media: file.media }),
  reactions: [],
  metadata: body.metadata,
  created_at: change.now,
  updated_at: change.now,
  version: 0,
})

function hashBody(conversationId: string, { client_message_id: _key, ...body }: ParsedSendMessageBody): string {
  return hashJson({ conversationId, body })
}

async function findEarlier(change: Change, principal: Principal, key: string | undefined, bodyHash: string) {
  if (key === undefined) return null
  const outcome = await change.rows.intake.idempotent(principal.user_id, key)
  if (outcome === null) return null
  if (outcome.body_hash === bodyHash) return change.rows.messages.get(outcome.message_id)
  throw new ServerError('idempotency_mismatch', 'unable to send message; its client_message_id was used before', {
    errors: [{ path: 'client_message_id', message: 'was used with another body' }],
  })
}

function checkTemplate({ message_type, template }: ParsedSendMessageBody): void {
  if ((message_type === 'template') === (template !== undefined)) return
  throw invalid('template', template === undefined ? 'is needed for this message_type' : 'needs message_type template')
}

function checkLocation({ message_type, location }: ParsedSendMessageBody): void {
  if (message_type === 'location' && location === undefined)
    throw invalid('location', 'is needed for this message_type')
  if (message_type !== 'location' && location !== undefined) throw invalid('location', 'needs message_type location')
}

async function checkReply(change: Change, conversationId: string, replyToId: string | undefined): Promise<void> {
  if (replyToId === undefined) return
  const quoted = await change.rows.messages.get(replyToId)
  if (quoted?.conversation_id !== conversationId) throw invalid('reply_to_id', 'is not in this conversation')
}

/** Compare and send: refused where anything was said that the sender cannot have seen. */
async function checkNothingMissed(
  change: Change,
  conversation: KnownConversation,
  lastSeenId: string | null | undefined,
): Promise<void> {
  if (lastSeenId === undefined || lastSeenId === conversation.last_message_id) return
  const seen = lastSeenId === null ? null : await change.rows.messages.get(lastSeenId)
  const key = seen?.conversation_id === conversation.id ? seen : null
  const newest = await change.rows.messages.before(conversation.id, null, 0, MAX_MISSED_MESSAGES)
  const missed = newest.filter((message) => message.deleted_at === undefined && (key === null || isAfter(message, key)))
  if (missed.length === 0) return
  throw new ServerError('conversation_advanced', 'unable to send message; the conversation has advanced', {
    missed: missed.reverse(),
  })
}

const isAfter = (message: KnownMessage, other: KnownMessage): boolean =>
  message.created_at === other.created_at ? message.seq > other.seq : message.created_at > other.created_at

import { previewOf, saveConversation } from './conversation-change'
import type { Change } from './change'
import { learn, openDelivery, showStatus } from './delivery-change'
import type { KnownMessage, StoredConversation } from './entity-rows'
import { ServerError } from './errors'
import type { Inbox } from './inbox'
import { type InboxContext, newId, notFound, seenConversation } from './inbox-context'
import { saveMessage, tombstoneOf } from './message-change'
import { listMessages } from './message-list'
import { NEW_ATTEMPT, shownAttempt } from './message-status'
import type { Principal } from './principal'
import { checkReplyWindow, sendMessage } from './send-message'
import { setReaction } from './set-reaction'
import { prepareTemplates } from './templates'

export function createMessages(context: InboxContext): Inbox['messages'] {
  const { database, changes } = context
  return {
    list: (principal, conversationId, query) =>
      database.read(principal.tenant_id, async (rows) => {
        await seenConversation(context, rows, principal, conversationId)
        return listMessages(rows, conversationId, query)
      }),
    async send(principal, conversationId, body) {
      if (body.template !== undefined) await prepareTemplates(context, principal, conversationId)
      return sendMessage(context, principal, conversationId, body)
    },
    remove: (principal, id) =>
      changes.run(principal.tenant_id, async (change) => {
        const { message, stored } = await findMessage(context, change, principal, id)
        return message.deleted_at === undefined ? deleteMessage(change, stored, message) : message
      }),
    retry: (principal, id) =>
      changes.run(principal.tenant_id, async (change) => {
        const { message, stored } = await findMessage(context, change, principal, id)
        return retryMessage(context, change, stored, message)
      }),
    react: (principal, id, { emoji }) =>
      changes.run(principal.tenant_id, async (change) => {
        const { message, stored } = await findMessage(context, change, principal, id)
        return setReaction(context, change, principal, stored, message, emoji)
      }),
  }
}

async function findMessage(context: InboxContext, change: Change, principal: Principal, id: string) {
  const message = await change.rows.messages.get(id)
  if (message === null) throw notFound('message')
  const stored = await seenConversation(context, change.rows, principal, message.conversation_id)
  return { message, stored }
}

/** Opens a new attempt for a message that did not, or perhaps did not, reach the customer. */
async function retryMessage(
  context: InboxContext,
  change: Change,
  { conversation }: StoredConversation,
  message: KnownMessage,
): Promise<KnownMessage> {
  const stuck = message.status === 'failed' || message.status === 'unknown'
  const attempts = await change.rows.deliveries.ofMessage(message.id)
  if (!stuck || message.deleted_at !== undefined || attempts.length === 0) {
    throw new ServerError('message_not_retryable', `unable to retry message; it is ${message.status}`)
  }
  if (message.message_type !== 'template') checkReplyWindow(context, conversation, change.nowMs)
  const pending = await showStatus(change, message, NEW_ATTEMPT)
  await openDelivery(change, newId(context), pending, conversation.channel_id, attempts)
  return pending
}

/** Empties a message here; what has left for the customer stays with the customer. */
async function deleteMessage(change: Change, stored: StoredConversation, message: KnownMessage): Promise<KnownMessage> {
  const cancelled = await cancelDeliveries(change, message)
  const saved = await saveMessage(change, tombstoneOf(cancelled, change.now))
  if (stored.conversation.last_message_id === message.id) {
    const newest = await change.rows.messages.newest(message.conversation_id, { customerFacing: false })
    await saveConversation(change, stored, previewOf(newest))
  }
  return saved
}

/** What still waits is not sent any more, and the message says so. */
async function cancelDeliveries(change: Change, message: KnownMessage): Promise<KnownMessage> {
  const attempts = await change.rows.deliveries.ofMessage(message.id)
  const waiting = attempts.find((attempt) => attempt.state === 'queued')
  if (waiting === undefined) return message
  const cancelled = { ...learn(waiting, { status: 'failed', error: CANCELLED }), state: 'settled' as const }
  await change.rows.deliveries.update(cancelled)
  change.leaveWork()
  const known = attempts.map((attempt) => (attempt === waiting ? cancelled.known : attempt.known))
  const { status, error } = shownAttempt(known)
  return { ...message, status, ...(error !== null && { error }) }
}

const CANCELLED = { code: 'cancelled', title: 'Deleted before it was sent', retryable: false }

import type { Change } from './change'
import type { KnownMessage, StoredConversation } from './entity-rows'
import { ServerError } from './errors'
import { type InboxContext, notFound } from './inbox-context'
import { saveMessage } from './message-change'
import type { Principal } from './principal'
import { checkReplyWindow } from './send-message'

/**
 * Sets the team's reaction to a message, or takes it back with null. There is one, whoever of the team sets it: the
 * customer sees the business as one person.
 */
export async function setReaction(
  context: InboxContext,
  change: Change,
  principal: Principal,
  { conversation }: StoredConversation,
  message: KnownMessage,
  emoji: string | null,
): Promise<KnownMessage> {
  if (message.deleted_at !== undefined) throw notFound('message')
  if (teamReaction(message) === emoji) return message
  if (message.message_type !== 'note') {
    checkReplyWindow(context, conversation, change.nowMs)
    await orderReaction(change, conversation.channel_id, message, emoji)
  }
  return saveMessage(change, withTeamReaction(message, emoji, principal.user_id))
}

/** The emoji that the team has put on a message. */
export const teamReaction = ({ reactions }: KnownMessage): string | null =>
  reactions.find(({ sender_type }) => sender_type !== 'contact')?.emoji ?? null

export function withTeamReaction(message: KnownMessage, emoji: string | null, userId: string | null): KnownMessage {
  const customers = message.reactions.filter(({ sender_type }) => sender_type === 'contact')
  const own = emoji === null ? [] : [{ emoji, sender_type: 'agent', sender_id: userId }]
  return { ...message, reactions: [...own, ...customers] }
}

async function orderReaction(change: Change, channelId: string, message: KnownMessage, emoji: string | null) {
  if (message.external_id === undefined) {
    throw new ServerError('message_not_sent', `unable to react; the message is ${message.status}`)
  }
  const waiting = await change.rows.outgoingReactions.get(message.id)
  await change.rows.outgoingReactions.put({
    message_id: message.id,
    conversation_id: message.conversation_id,
    channel_id: channelId,
    target_external_id: message.external_id,
    emoji,
    // An outcome of the reaction that this one replaces must not settle it.
    fence: (waiting?.fence ?? 0) + 1,
    tries: 0,
    due_at: change.now,
  })
  change.leaveWork()
}

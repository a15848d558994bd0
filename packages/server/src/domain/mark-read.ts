import type { Change } from './change'
import { saveConversation } from './conversation-change'
import type { KnownConversation, StoredConversation } from './entity-rows'
import { invalid } from './inbox-context'

/** Moves the team's read marker up to a message, or to the newest; it never moves back. */
export async function markRead(
  change: Change,
  stored: StoredConversation,
  upToMessageId: string | undefined,
): Promise<KnownConversation> {
  const { conversation } = stored
  const marker = await wantedMarker(change, conversation.id, upToMessageId)
  if (marker <= stored.read_seq) return conversation
  await putReceipt(change, stored, marker)
  const unread_count = await change.rows.messages.countInboundAfter(conversation.id, marker)
  if (unread_count === conversation.unread_count) {
    // The marker itself is not on the wire: nothing that anybody sees has changed.
    await change.rows.conversations.update({ conversation, read_seq: marker })
    return conversation
  }
  return (await saveConversation(change, stored, { unread_count }, marker)).conversation
}

async function wantedMarker(change: Change, conversationId: string, messageId: string | undefined): Promise<number> {
  if (messageId === undefined) return change.rows.messages.highestInboundSeq(conversationId)
  const message = await change.rows.messages.get(messageId)
  if (message?.conversation_id !== conversationId) throw invalid('up_to_message_id', 'is not in this conversation')
  return message.seq
}

/** Leaves word for the provider, which takes one message as "everything up to here". */
async function putReceipt(change: Change, { conversation, read_seq }: StoredConversation, marker: number) {
  const newest = await change.rows.messages.newestInbound(conversation.id, marker)
  if (newest === null || newest.seq <= read_seq || newest.external_id === undefined) return
  const waiting = await change.rows.receipts.get(conversation.id)
  await change.rows.receipts.put({
    conversation_id: conversation.id,
    channel_id: conversation.channel_id,
    external_id: newest.external_id,
    // An outcome of the receipt that this one replaces must not settle it.
    fence: (waiting?.fence ?? 0) + 1,
    tries: 0,
    due_at: change.now,
  })
  change.leaveWork()
}

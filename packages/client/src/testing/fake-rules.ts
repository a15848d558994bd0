import type { Conversation, Message, ParsedSendMessageBody, UpdateConversationBody } from '@pytake/protocol'
import { invalid, Refusal } from './fake-refusal'

/*
 * The domain's rules as docs/protocol.md states them. The contract suite runs them against the real server, so that
 * this short copy cannot tell another story.
 */

export const byPlace = (a: Message, b: Message) =>
  a.created_at === b.created_at ? a.seq - b.seq : a.created_at < b.created_at ? -1 : 1

type Status = Conversation['status']

export const statusAfterReply = (status: Status): Status => (status === 'waiting' ? 'active' : status)

export function statusAfterInbound(status: Status, assigneeId: string | null): Status {
  if (status !== 'active' && status !== 'closed') return status
  return assigneeId === null ? 'waiting' : 'assigned'
}

/** What a PATCH changes; null where nothing does. */
export function patchedFields(
  held: Conversation,
  body: UpdateConversationBody,
  isLastByContact: boolean,
): Partial<Conversation> | null {
  const assignee_id = body.assignee_id === undefined ? held.assignee_id : body.assignee_id
  const fields: Partial<Conversation> = { assignee_id, status: patchedStatus(held, body, assignee_id, isLastByContact) }
  if (body.labels !== undefined) fields.labels = [...new Set(body.labels)]
  if (body.snoozed_until !== undefined) {
    fields.snoozed_until = body.snoozed_until && new Date(body.snoozed_until).toISOString()
  }
  if (body.metadata !== undefined) fields.metadata = body.metadata
  return JSON.stringify({ ...held, ...fields }) === JSON.stringify(held) ? null : fields
}

function patchedStatus(
  { status, assignee_id }: Conversation,
  body: UpdateConversationBody,
  assigneeId: string | null,
  isLastByContact: boolean,
): Status {
  if (body.status === 'closed') return 'closed'
  if (body.status === 'assigned') {
    if (assigneeId === null) throw invalid({ path: 'status', message: 'cannot be assigned without an assignee_id' })
    return 'assigned'
  }
  if (body.status !== undefined) {
    if (assigneeId !== null) throw invalid({ path: 'status', message: 'cannot change while it is assigned' })
    return body.status
  }
  if (assigneeId === assignee_id) return status
  if (assigneeId !== null) return 'assigned'
  if (status === 'closed') return status
  return isLastByContact ? 'waiting' : 'active'
}

/** What a send must hold beyond its own fields. */
export function checkSend(body: ParsedSendMessageBody, conversation: Conversation, held: readonly Message[]): void {
  const { message_type, location, reply_to_id, if_last_message_id: lastSeenId } = body
  if ((message_type === 'location') !== (location !== undefined)) {
    throw invalid({ path: 'location', message: 'goes with message_type location' })
  }
  if (reply_to_id !== undefined && !held.some(({ id }) => id === reply_to_id)) {
    throw invalid({ path: 'reply_to_id', message: 'is not in this conversation' })
  }
  if (lastSeenId === undefined || lastSeenId === conversation.last_message_id) return
  const seen = held.find(({ id }) => id === lastSeenId)
  const missed = held.filter((message) => !message.deleted_at && (!seen || byPlace(message, seen) > 0)).sort(byPlace)
  if (missed.length > 0) throw new Refusal('conversation_advanced', { missed })
}

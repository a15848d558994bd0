import type { UpdateConversationBody } from '@pytake/protocol'
import type { ConversationFields } from './conversation-change'
import { nextStatus } from './conversation-status'
import type { KnownConversation } from './entity-rows'
import { invalid } from './inbox-context'

/**
 * Decides what a PATCH changes; empty where nothing does. Pure.
 *
 * @throws ServerError `invalid_request` for a status that contradicts the owner
 */
export function conversationFieldsOf(
  conversation: KnownConversation,
  body: UpdateConversationBody,
  lastMessageByContact: boolean,
): ConversationFields {
  const assignee_id = body.assignee_id === undefined ? conversation.assignee_id : body.assignee_id
  const fields: ConversationFields = {
    assignee_id,
    status: statusOf(conversation, body, assignee_id, lastMessageByContact),
    ...(body.labels !== undefined && { labels: [...new Set(body.labels)] }),
    ...(body.snoozed_until !== undefined && { snoozed_until: withMilliseconds(body.snoozed_until) }),
    ...(body.metadata !== undefined && { metadata: body.metadata }),
  }
  const before: ConversationFields = conversation
  return JSON.stringify({ ...before, ...fields }) === JSON.stringify(before) ? {} : fields
}

function statusOf(
  conversation: KnownConversation,
  body: UpdateConversationBody,
  assigneeId: string | null,
  lastMessageByContact: boolean,
): KnownConversation['status'] {
  const owned = ownedStatus(conversation, assigneeId, lastMessageByContact)
  switch (body.status) {
    case undefined:
      return owned
    case 'closed':
      return nextStatus({ status: owned, assigned: assigneeId !== null }, { kind: 'close' })
    case 'assigned':
      if (assigneeId === null) throw invalid('status', 'cannot be assigned without an assignee_id')
      return nextStatus({ status: owned, assigned: true }, { kind: 'assign' })
    case 'active':
    case 'waiting':
      if (assigneeId !== null) throw invalid('status', `cannot be ${body.status} while it is assigned`)
      return body.status
  }
}

/** The status after the change of owner alone. */
function ownedStatus(
  { status, assignee_id }: KnownConversation,
  assigneeId: string | null,
  lastMessageByContact: boolean,
): KnownConversation['status'] {
  if (assigneeId === assignee_id) return status
  const transition =
    assigneeId === null ? { kind: 'unassign' as const, lastMessageByContact } : { kind: 'assign' as const }
  return nextStatus({ status, assigned: assignee_id !== null }, transition)
}

/** All times of the wire have milliseconds, so that text order is time order. */
const withMilliseconds = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString())

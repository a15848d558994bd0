import type { Conversation } from '@pytake/protocol'
import type { Rows } from './database'
import type { InboxContext } from './inbox-context'
import type { LogEvent } from './ports'
import type { Principal } from './principal'

/**
 * What of an event a principal may see: all of it, the removal of a conversation that it takes away from them, or
 * nothing (null). Judged by the conversation that the event carries, else as it is now, else, where it was deleted, as
 * it was last.
 */
export async function viewEvent(
  { policy, database }: InboxContext,
  principal: Principal,
  event: LogEvent,
): Promise<LogEvent | null> {
  if (event.tenant_id !== principal.tenant_id) return null
  const { conversation_id: id, data } = event
  if (id === null || policy.seesWholeTenant(principal)) return event
  if (!('unread_count' in data)) {
    const conversation = await database.read(event.tenant_id, (rows) => findConversation(rows, id))
    return conversation !== null && policy.canSee(principal, conversation) ? event : null
  }
  if (policy.canSee(principal, data)) return event
  // The log itself knows who could see it before: the conversation as its previous event has it.
  const before = await database.read(event.tenant_id, (rows) => rows.log.lastConversation(id, event.seq))
  return before !== null && policy.canSee(principal, before) ? removalOf(event, id, data.contact_id) : null
}

const removalOf = (event: LogEvent, conversation_id: string, contact_id: string): LogEvent => ({
  ...event,
  type: 'conversation_deleted',
  data: { conversation_id, contact_id, version: event.seq },
})

async function findConversation(rows: Rows, id: string): Promise<Conversation | null> {
  const stored = await rows.conversations.get(id)
  return stored?.conversation ?? rows.log.lastConversation(id)
}

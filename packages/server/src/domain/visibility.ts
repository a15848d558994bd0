import type { Conversation } from '@pytake/protocol'
import type { Rows } from './database'
import type { InboxContext } from './inbox-context'
import type { LogEvent } from './ports'
import type { Principal } from './principal'

/**
 * Decides whether a principal may see an event: by the conversation that the event carries, else as it is now, else,
 * where it was deleted, as it was last.
 */
export async function canSeeEvent(
  { policy, database }: InboxContext,
  principal: Principal,
  event: LogEvent,
): Promise<boolean> {
  if (event.tenant_id !== principal.tenant_id) return false
  const { conversation_id: id, data } = event
  if (id === null || policy.seesWholeTenant(principal)) return true
  if ('unread_count' in data) return policy.canSee(principal, data)
  const conversation = await database.read(event.tenant_id, (rows) => findConversation(rows, id))
  return conversation !== null && policy.canSee(principal, conversation)
}

async function findConversation(rows: Rows, id: string): Promise<Conversation | null> {
  const stored = await rows.conversations.get(id)
  return stored?.conversation ?? rows.log.lastConversation(id)
}

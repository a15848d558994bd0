import { principalHash } from '../domain/cursor'
import { isServerError } from '../domain/errors'
import type { Inbox } from '../domain/inbox'
import type { Policy } from '../domain/policy'
import type { LogEvent } from '../domain/ports'
import type { Principal } from '../domain/principal'

/** All sessions for which one answer about visibility holds: the same tenant, user and role. */
export interface Audience {
  principal: Principal
  /** Last part of its cursors. */
  hash: string
  /** No event needs to be asked about. */
  seesWholeTenant: boolean
}

export function createAudience(principal: Principal, policy: Policy | null): Audience {
  return {
    principal,
    hash: principalHash(principal),
    seesWholeTenant: policy?.seesWholeTenant(principal) ?? false,
  }
}

/** Each event as the audience may see it, null where it may not. Answers are never kept: a later event may change them. */
export async function viewEvents(
  log: Inbox['log'],
  audience: Audience,
  events: readonly LogEvent[],
): Promise<readonly (LogEvent | null)[]> {
  if (audience.seesWholeTenant) return events
  return Promise.all(events.map((event) => log.view(audience.principal, event)))
}

/** Whether the audience may see a conversation as it is now; null stands for none in particular. */
export async function canSeeNow(
  { conversations }: Pick<Inbox, 'conversations'>,
  audience: Audience,
  conversationId: string | null,
): Promise<boolean> {
  if (conversationId === null || audience.seesWholeTenant) return true
  try {
    await conversations.get(audience.principal, conversationId)
    return true
  } catch (error) {
    if (isServerError(error, 'not_found') || isServerError(error, 'forbidden')) return false
    throw error
  }
}

import type { ConversationStatus } from '@pytake/protocol'
import { assertNever } from './assert-never'

/** What happened to a conversation. */
export type ConversationTransition =
  | { kind: 'inbound' }
  | { kind: 'reply' }
  | { kind: 'assign' }
  | { kind: 'unassign'; lastMessageByContact: boolean }
  | { kind: 'close' }

export interface ConversationState {
  status: ConversationStatus
  /** Whether somebody owns it before the transition. */
  assigned: boolean
}

/** A conversation that has just been created, before anything was said. */
export const INITIAL_STATUS: ConversationStatus = 'waiting'

/**
 * The one place that decides a conversation's status; the rules stand in the protocol under "Entities".
 *
 * @example
 * nextStatus({ status: 'waiting', assigned: false }, { kind: 'reply' }) // 'active'
 */
export function nextStatus(state: ConversationState, transition: ConversationTransition): ConversationStatus {
  const { status, assigned } = state
  switch (transition.kind) {
    case 'inbound':
      if (status === 'waiting' || status === 'assigned') return status
      return assigned ? 'assigned' : 'waiting'
    case 'reply':
      return status === 'waiting' ? 'active' : status
    case 'assign':
      return 'assigned'
    case 'unassign':
      // Giving up a closed conversation must not reopen it: nobody waits there.
      if (status === 'closed') return status
      return transition.lastMessageByContact ? 'waiting' : 'active'
    case 'close':
      return 'closed'
    default:
      return assertNever(transition)
  }
}

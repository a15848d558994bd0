import { assertNever } from '../lib/assert-never'
import type { MachineState } from './machine-state'
import type { ConnectionState } from './state'

/** What the nine inner states look like from outside; the previous object where nothing visible changed. */
export function publicState(state: MachineState, previous: ConnectionState): ConnectionState {
  const next = toPublic(state)
  return isSame(previous, next) ? previous : next
}

function toPublic(state: MachineState): ConnectionState {
  switch (state.name) {
    case 'idle':
      return { status: 'idle', reason: null, nextAttemptAt: null }
    case 'authorizing':
    case 'opening':
    case 'authenticating': {
      const { reason, attempt } = state.series
      return reason === null
        ? { status: 'connecting', reason, nextAttemptAt: null, attempt }
        : { status: 'reconnecting', reason, nextAttemptAt: null, attempt }
    }
    case 'online':
      return {
        status: 'connected',
        reason: null,
        nextAttemptAt: null,
        connectionId: state.connectionId,
        user: state.user,
      }
    case 'waiting':
      return {
        status: 'reconnecting',
        reason: state.reason,
        nextAttemptAt: state.retryAtMs,
        attempt: state.series.attempt,
      }
    case 'suspended':
      return { status: 'reconnecting', reason: state.reason, nextAttemptAt: null, attempt: 0 }
    case 'offline':
      return { status: 'offline', reason: state.reason, nextAttemptAt: null }
    case 'closed':
      return { status: 'closed', reason: state.reason, nextAttemptAt: null }
    default:
      return assertNever(state)
  }
}

function isSame(a: ConnectionState, b: ConnectionState): boolean {
  if (a.status !== b.status || a.reason !== b.reason || a.nextAttemptAt !== b.nextAttemptAt) return false
  if (a.status === 'connected' && b.status === 'connected') {
    return a.connectionId === b.connectionId && a.user === b.user
  }
  return !('attempt' in a && 'attempt' in b) || a.attempt === b.attempt
}

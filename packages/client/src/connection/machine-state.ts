import type { ConnectionState } from './state'

/** What one series of attempts remembers. */
export interface Series {
  /** 0 for the first connection, then 1, 2, … for each reconnection. */
  attempt: number
  /** A fresh token was already fetched for a refusal: a second refusal is final. */
  hasRenewedToken: boolean
  /** For a lone attempt out of `offline`: how many of those failed in a row. Else null. */
  probes: number | null
}

/**
 * Every state of the machine with the data only it has, and what it looks like from outside. Times are in milliseconds
 * since 1970; `dueAtMs` is when the state wants its next tick.
 */
export type MachineState = { visible: ConnectionState } & (
  | { name: 'idle' }
  | { name: 'opening'; stage: 'token' | 'socket' | 'auth'; series: Series; dueAtMs: number }
  | Online
  | { name: 'waiting'; series: Series; dueAtMs: number }
  /** The page is frozen or in the back-forward cache. */
  | { name: 'suspended' }
  | { name: 'offline'; probes: number; probeAtMs: number }
  | { name: 'closed' }
)

export interface Online {
  name: 'online'
  visible: ConnectionState
  series: Series
  heartbeatMs: number
  /** The series counts as over from here on. */
  stableAtMs: number
  pingAtMs: number
  /** A ping is unanswered: whatever is heard after `sentAtMs` answers it, else the socket is dead at `dueAtMs`. After a sleep it gets a second. */
  pong: { sentAtMs: number; dueAtMs: number; isSecond: boolean } | null
  /** When to fetch a new token; Infinity where the token does not expire or cannot be renewed. */
  renewTokenAtMs: number
  /** The server is going away and told us how to spread. */
  draining: { minDelayMs: number; maxDelayMs: number } | null
  dueAtMs: number
}

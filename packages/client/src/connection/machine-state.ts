import type { ConnectedUser, ConnectionReason } from './state'

/** What one series of attempts remembers. */
export interface Series {
  /** 0 for the first connection, then 1, 2, … for each reconnection. */
  attempt: number
  /** A fresh token was already fetched for a refusal: a second refusal is final. */
  hasRenewedToken: boolean
  /** Set while one lone attempt is made out of `offline`; counts how many of those failed in a row. */
  probe: number | null
  /** Why the connection before this attempt ended; null for the first. */
  reason: ConnectionReason | null
}

export interface Online {
  name: 'online'
  series: Series
  connectionId: string
  user: ConnectedUser
  heartbeatMs: number
  /** The series counts as over from here on. */
  stableAtMs: number
  pingAtMs: number
  /** A ping is unanswered: anything heard after `sentAtMs` answers it, else the socket is dead at `dueAtMs`. */
  pong: { sentAtMs: number; dueAtMs: number } | null
  /** When to fetch a new token; null where the token does not expire or cannot be renewed. */
  renewTokenAtMs: number | null
  /** The server is going away and told us how to spread. */
  draining: { minDelayMs: number; maxDelayMs: number } | null
}

/** Every state of the machine with the data only it has. Times are in milliseconds since 1970. */
export type MachineState =
  | { name: 'idle' }
  | { name: 'authorizing'; series: Series; dueAtMs: number }
  | { name: 'opening'; series: Series; token: string; dueAtMs: number }
  | { name: 'authenticating'; series: Series; dueAtMs: number }
  | Online
  | { name: 'waiting'; series: Series; reason: ConnectionReason; retryAtMs: number }
  /** The page is frozen or in the back-forward cache. */
  | { name: 'suspended'; reason: ConnectionReason }
  | { name: 'offline'; reason: ConnectionReason; probe: number; probeAtMs: number }
  | { name: 'closed'; reason: ConnectionReason }

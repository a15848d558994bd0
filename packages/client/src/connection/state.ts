import type { ControlFrame } from '@pytake/protocol'

/** The principal behind the token, as the server read it. */
export type ConnectedUser = Extract<ControlFrame, { type: 'auth_ok' }>['user']

/** Why there is no connection. `closeCode` is the WebSocket's, where one arrived. */
export interface ConnectionReason {
  code:
    | 'disconnected'
    | 'network_lost'
    | 'heartbeat_lost'
    | 'timed_out'
    | 'page_hidden'
    /** The tab that held the socket went away. */
    | 'tab_closed'
    | 'server_draining'
    | 'server_closed'
    | 'token_unavailable'
    | 'unauthorized'
    | 'forbidden'
    | 'unsupported_protocol'
    | 'rejected'
  /** For people who debug; the user interface speaks by `code`. */
  message: string
  closeCode?: number
}

/**
 * The state of the socket. `reconnecting` waits or tries; `offline` has stopped trying by itself and polls;
 * `closed` only comes back by `connect()` or `reconnect()`. `nextAttemptAt` is in milliseconds since 1970.
 */
export type ConnectionState =
  | { status: 'idle'; reason: null; nextAttemptAt: null }
  | { status: 'connecting'; reason: null; nextAttemptAt: null; attempt: number }
  | { status: 'connected'; reason: null; nextAttemptAt: null; connectionId: string; user: ConnectedUser }
  | { status: 'reconnecting'; reason: ConnectionReason; nextAttemptAt: number | null; attempt: number }
  | { status: 'offline'; reason: ConnectionReason; nextAttemptAt: null }
  | { status: 'closed'; reason: ConnectionReason; nextAttemptAt: null }

import type { ControlFrame } from '@pytake/protocol'
import type { LifecycleSignal } from '../lib/env'
import type { MachineState } from './machine-state'

export type AuthOk = Extract<ControlFrame, { type: 'auth_ok' }>

export interface ConnectionPolicy {
  autoReconnect: boolean
  reconnectIntervalMs: number
  maxReconnectAttempts: number
  canRenewToken: boolean
}

export type MachineEvent =
  | { type: 'connect' }
  | { type: 'disconnect' }
  | { type: 'token' }
  | { type: 'token_failed'; isFinal: boolean; message: string }
  | { type: 'opened' }
  | { type: 'authenticated'; frame: AuthOk }
  | { type: 'socket_closed'; code: number; message: string }
  | { type: 'token_expiring' }
  | { type: 'draining'; minDelayMs: number; maxDelayMs: number }
  | { type: 'tick' }
  | { type: 'lifecycle'; signal: LifecycleSignal }
  | { type: 'polled'; isReachable: boolean }

/** What is to be done; a socket is ended by entering a state that holds none. */
export type Effect = 'fetch_token' | 'renew_token' | 'open_socket' | 'authenticate' | 'authenticate_again' | 'ping'

export interface MachineContext {
  nowMs: number
  /** In [0, 1). */
  random: number
  /** When the socket last told anything. */
  lastHeardAtMs: number
  /** Nobody sees the page, and its timers may be late. */
  isHidden: boolean
  policy: ConnectionPolicy
}

export type Step = [state: MachineState, effect?: Effect]

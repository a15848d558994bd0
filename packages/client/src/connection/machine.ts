import type { ControlFrame } from '@pytake/protocol'
import { closeAction, closeCodes } from '@pytake/protocol'
import { assertNever } from '../lib/assert-never'
import { backoffDelayMs } from '../lib/backoff'
import type { LifecycleSignal } from '../lib/env'
import type { MachineState, Online, Series } from './machine-state'
import type { ConnectionReason } from './state'

export const MAX_RECONNECT_DELAY_MS = 30_000
/** Attempts count anew after this long connected: not on open, since a server may die of our coming back. */
export const STABLE_AFTER_MS = 30_000
const TOKEN_TIMEOUT_MS = 15_000
const OPEN_TIMEOUT_MS = 10_000
const PONG_TIMEOUT_MS = 10_000
/** After a wake-up the socket is suspect, and somebody is looking. */
const PROBE_PONG_TIMEOUT_MS = 5_000
const TOKEN_RENEWAL_LEAD_MS = 30_000
const TOKEN_RENEWAL_RETRY_MS = 5_000
const FIRST_PROBE_DELAY_MS = 10_000
const MAX_PROBE_DELAY_MS = 300_000

export interface ConnectionPolicy {
  autoReconnect: boolean
  reconnectIntervalMs: number
  maxReconnectAttempts: number
  canRenewToken: boolean
}

export type MachineEvent =
  | { type: 'connect' }
  | { type: 'disconnect' }
  | { type: 'token'; token: string }
  | { type: 'token_failed'; isFinal: boolean; message: string }
  | { type: 'opened' }
  | { type: 'authenticated'; frame: Extract<ControlFrame, { type: 'auth_ok' }> }
  | { type: 'socket_closed'; code: number; message: string }
  | { type: 'token_expiring' }
  | { type: 'draining'; minDelayMs: number; maxDelayMs: number }
  | { type: 'tick' }
  | { type: 'lifecycle'; signal: LifecycleSignal }
  | { type: 'polled'; isReachable: boolean }

export type Effect =
  | { type: 'fetch_token'; isRenewal: boolean }
  | { type: 'open_socket' }
  | { type: 'authenticate'; token: string; isRenewal: boolean }
  | { type: 'ping' }
  | { type: 'terminate' }

export interface MachineContext {
  nowMs: number
  /** In [0, 1). */
  random: number
  /** When the socket last told anything. */
  lastHeardAtMs: number
  policy: ConnectionPolicy
}

export interface Step {
  state: MachineState
  effects: Effect[]
}

/** Decides what follows from an event; pure, so every path can be walked in a test. */
export function transition(state: MachineState, event: MachineEvent, context: MachineContext): Step {
  switch (event.type) {
    case 'connect':
      return onConnect(state, context)
    case 'disconnect':
      if (state.name === 'idle') return stay(state)
      return close(state, reasonOf('disconnected', 'disconnect() was called'))
    case 'token':
      return onToken(state, event.token, context)
    case 'token_failed':
      return onTokenFailed(state, event, context)
    case 'opened':
      if (state.name !== 'opening') return stay(state)
      return {
        state: { name: 'authenticating', series: state.series, dueAtMs: state.dueAtMs },
        effects: [{ type: 'authenticate', token: state.token, isRenewal: false }],
      }
    case 'authenticated':
      return onAuthenticated(state, event.frame, context)
    case 'socket_closed':
      return onSocketClosed(state, event, context)
    case 'token_expiring':
      return state.name === 'online' ? renewToken(state, context) : stay(state)
    case 'draining':
      return state.name === 'online' ? stay({ ...state, draining: event }) : stay(state)
    case 'tick':
      return onTick(state, context)
    case 'lifecycle':
      return onLifecycle(state, event.signal, context)
    case 'polled':
      return onPolled(state, event.isReachable, context)
    default:
      return assertNever(event)
  }
}

/** When the machine wants its next `tick`; null where nothing is due. */
export function nextTickAtMs(state: MachineState): number | null {
  switch (state.name) {
    case 'authorizing':
    case 'opening':
    case 'authenticating':
      return state.dueAtMs
    case 'waiting':
      return state.retryAtMs
    case 'online':
      return Math.min(state.pong?.dueAtMs ?? state.pingAtMs, state.renewTokenAtMs ?? Infinity)
    case 'idle':
    case 'suspended':
    case 'offline':
    case 'closed':
      return null
    default:
      return assertNever(state)
  }
}

const stay = (state: MachineState): Step => ({ state, effects: [] })

const reasonOf = (code: ConnectionReason['code'], message: string, closeCode?: number): ConnectionReason =>
  closeCode === undefined ? { code, message } : { code, message, closeCode }

const FIRST: Series = { attempt: 0, hasRenewedToken: false, probe: null, reason: null }

const hasSocket = (state: MachineState): boolean =>
  state.name === 'opening' || state.name === 'authenticating' || state.name === 'online'

const terminateIfOpen = (state: MachineState): Effect[] => (hasSocket(state) ? [{ type: 'terminate' }] : [])

const close = (state: MachineState, reason: ConnectionReason): Step => ({
  state: { name: 'closed', reason },
  effects: terminateIfOpen(state),
})

const begin = (series: Series, { nowMs }: MachineContext, isRenewal = false): Step => ({
  state: { name: 'authorizing', series, dueAtMs: nowMs + TOKEN_TIMEOUT_MS },
  effects: [{ type: 'fetch_token', isRenewal }],
})

/** A connection or an attempt failed in a way that may pass. */
function lose(state: MachineState, series: Series, reason: ConnectionReason, context: MachineContext): Step {
  const { nowMs, random, policy } = context
  const effects = terminateIfOpen(state)
  if (series.probe !== null) {
    const probeAtMs = nowMs + Math.min(MAX_PROBE_DELAY_MS, FIRST_PROBE_DELAY_MS * 2 ** Math.min(series.probe, 10))
    return { state: { name: 'offline', reason, probe: series.probe + 1, probeAtMs }, effects }
  }
  const attempt = series.attempt + 1
  if (!policy.autoReconnect || attempt > policy.maxReconnectAttempts) {
    return { state: { name: 'offline', reason, probe: 0, probeAtMs: nowMs }, effects }
  }
  const delayMs = backoffDelayMs(attempt, policy.reconnectIntervalMs, MAX_RECONNECT_DELAY_MS, random)
  return {
    // Not a refusal: by the time of the next attempt the token may have expired again.
    state: {
      name: 'waiting',
      series: { ...series, attempt, reason, hasRenewedToken: false },
      reason,
      retryAtMs: nowMs + delayMs,
    },
    effects,
  }
}

function onConnect(state: MachineState, context: MachineContext): Step {
  switch (state.name) {
    case 'idle':
      return begin(FIRST, context)
    case 'closed':
    case 'offline':
    case 'suspended':
      return begin({ ...FIRST, reason: state.reason }, context)
    case 'waiting':
      return begin(state.series, context)
    case 'authorizing':
    case 'opening':
    case 'authenticating':
    case 'online':
      return stay(state)
    default:
      return assertNever(state)
  }
}

function onToken(state: MachineState, token: string, context: MachineContext): Step {
  if (state.name === 'authorizing') {
    const dueAtMs = context.nowMs + OPEN_TIMEOUT_MS
    return { state: { name: 'opening', series: state.series, token, dueAtMs }, effects: [{ type: 'open_socket' }] }
  }
  if (state.name === 'online') return { state, effects: [{ type: 'authenticate', token, isRenewal: true }] }
  return stay(state)
}

function onTokenFailed(
  state: MachineState,
  event: Extract<MachineEvent, { type: 'token_failed' }>,
  context: MachineContext,
): Step {
  // While online the old token still holds: its own expiry decides, and until then we ask again.
  if (state.name !== 'authorizing') return stay(state)
  if (event.isFinal) return close(state, reasonOf('unauthorized', event.message))
  return lose(state, state.series, reasonOf('token_unavailable', event.message), context)
}

function onAuthenticated(
  state: MachineState,
  frame: Extract<ControlFrame, { type: 'auth_ok' }>,
  context: MachineContext,
): Step {
  const { nowMs } = context
  const renewTokenAtMs = renewalAtMs(frame, context)
  // The answer to a token renewed in place.
  if (state.name === 'online') return stay({ ...state, user: frame.user, renewTokenAtMs })
  if (state.name !== 'authenticating') return stay(state)
  return stay({
    name: 'online',
    series: { ...state.series, probe: null },
    connectionId: frame.connection_id,
    user: frame.user,
    heartbeatMs: frame.heartbeat_ms,
    stableAtMs: nowMs + STABLE_AFTER_MS,
    pingAtMs: nowMs + frame.heartbeat_ms,
    pong: null,
    renewTokenAtMs,
    draining: null,
  })
}

/** Counted on the server's clock alone, so that a wrong clock here does not matter. */
function renewalAtMs(
  { user, server_time }: Extract<ControlFrame, { type: 'auth_ok' }>,
  { nowMs, policy }: MachineContext,
): number | null {
  if (user.expires_at === null || !policy.canRenewToken) return null
  const lifeMs = Date.parse(user.expires_at) - Date.parse(server_time)
  return Number.isNaN(lifeMs) ? null : nowMs + Math.max(lifeMs - TOKEN_RENEWAL_LEAD_MS, lifeMs / 2, 0)
}

const renewToken = (state: Online, { nowMs, policy }: MachineContext): Step =>
  policy.canRenewToken
    ? {
        state: { ...state, renewTokenAtMs: nowMs + TOKEN_RENEWAL_RETRY_MS },
        effects: [{ type: 'fetch_token', isRenewal: true }],
      }
    : stay({ ...state, renewTokenAtMs: null })

function onSocketClosed(
  state: MachineState,
  { code, message }: Extract<MachineEvent, { type: 'socket_closed' }>,
  context: MachineContext,
): Step {
  if (state.name !== 'opening' && state.name !== 'authenticating' && state.name !== 'online') return stay(state)
  const series = seriesAfter(state, context)
  const action = closeAction(code)
  switch (action) {
    case 'refresh_token': {
      const reason = reasonOf('unauthorized', message, code)
      if (series.hasRenewedToken || !context.policy.canRenewToken) return close(state, reason)
      const renewed = begin({ ...series, hasRenewedToken: true, reason }, context, true)
      return { state: renewed.state, effects: [...terminateIfOpen(state), ...renewed.effects] }
    }
    case 'stop':
      return close(state, reasonOf(stopCodeOf(code), message, code))
    case 'retry':
      if (state.name === 'online' && state.draining) return spread(state, state.draining, code, context)
      return lose(state, series, reasonOf(code === 1006 ? 'network_lost' : 'server_closed', message, code), context)
    default:
      return assertNever(action)
  }
}

/** An unstable connection continues its series, otherwise a server that accepts and drops would be hammered. */
function seriesAfter(state: Extract<MachineState, { series: Series }>, { nowMs }: MachineContext): Series {
  return state.name === 'online' && nowMs >= state.stableAtMs ? FIRST : state.series
}

function stopCodeOf(closeCode: number): ConnectionReason['code'] {
  if (closeCode === closeCodes.forbidden) return 'forbidden'
  return closeCode === closeCodes.unsupported_protocol ? 'unsupported_protocol' : 'rejected'
}

/** The server leaves on purpose and said when to come back: no failure, so it counts as none. */
function spread(
  state: Online,
  range: { minDelayMs: number; maxDelayMs: number },
  closeCode: number,
  { nowMs, random, policy }: MachineContext,
): Step {
  const reason = reasonOf('server_draining', 'the server is restarting', closeCode)
  const effects = terminateIfOpen(state)
  if (!policy.autoReconnect) return { state: { name: 'offline', reason, probe: 0, probeAtMs: nowMs }, effects }
  const delayMs = range.minDelayMs + random * Math.max(0, range.maxDelayMs - range.minDelayMs)
  const series = { ...FIRST, reason }
  return { state: { name: 'waiting', series, reason, retryAtMs: nowMs + Math.max(0, delayMs) }, effects }
}

function onTick(state: MachineState, context: MachineContext): Step {
  const { nowMs } = context
  switch (state.name) {
    case 'authorizing':
      if (nowMs < state.dueAtMs) return stay(state)
      return lose(state, state.series, reasonOf('token_unavailable', 'no token in time'), context)
    case 'opening':
    case 'authenticating':
      if (nowMs < state.dueAtMs) return stay(state)
      return lose(state, state.series, reasonOf('timed_out', 'no answer in time'), context)
    case 'waiting':
      return nowMs < state.retryAtMs ? stay(state) : begin(state.series, context)
    case 'online':
      return onOnlineTick(state, context)
    case 'idle':
    case 'suspended':
    case 'offline':
    case 'closed':
      return stay(state)
    default:
      return assertNever(state)
  }
}

function onOnlineTick(state: Online, context: MachineContext): Step {
  const { nowMs, lastHeardAtMs } = context
  if (state.pong && nowMs >= state.pong.dueAtMs) {
    if (lastHeardAtMs < state.pong.sentAtMs) {
      const reason = reasonOf('heartbeat_lost', 'the server stopped answering')
      return lose(state, seriesAfter(state, context), reason, context)
    }
    return onOnlineTick({ ...state, pong: null, pingAtMs: lastHeardAtMs + state.heartbeatMs }, context)
  }
  if (state.renewTokenAtMs !== null && nowMs >= state.renewTokenAtMs) return renewToken(state, context)
  if (state.pong || nowMs < state.pingAtMs) return stay(state)
  // Whatever was heard shows that the socket lives: a busy one needs no pings.
  const quietUntilMs = lastHeardAtMs + state.heartbeatMs
  return nowMs < quietUntilMs ? stay({ ...state, pingAtMs: quietUntilMs }) : ping(state, nowMs, PONG_TIMEOUT_MS)
}

function ping(state: Online, nowMs: number, timeoutMs: number): Step {
  const dueAtMs = Math.min(state.pong?.dueAtMs ?? Infinity, nowMs + timeoutMs)
  return {
    state: { ...state, pong: { sentAtMs: state.pong?.sentAtMs ?? nowMs, dueAtMs } },
    effects: [{ type: 'ping' }],
  }
}

function onLifecycle(state: MachineState, signal: LifecycleSignal, context: MachineContext): Step {
  if (signal === 'pagehide') return suspend(state)
  if (state.name === 'online') return ping(state, context.nowMs, PROBE_PONG_TIMEOUT_MS)
  if (signal === 'offline') return stay(state)
  switch (state.name) {
    case 'suspended':
      return begin({ ...FIRST, reason: state.reason }, context)
    case 'offline':
      if (!context.policy.autoReconnect) return stay(state)
      return begin({ ...FIRST, reason: state.reason }, context)
    case 'waiting':
      // A draining server asked us to spread; somebody who looks at the page is no reason to break that.
      return state.reason.code === 'server_draining' ? stay(state) : begin(state.series, context)
    case 'idle':
    case 'authorizing':
    case 'opening':
    case 'authenticating':
    case 'closed':
      return stay(state)
    default:
      return assertNever(state)
  }
}

/** An open socket keeps a page out of the back-forward cache, and a frozen one misses its deadlines. */
function suspend(state: MachineState): Step {
  if (state.name === 'idle' || state.name === 'offline' || state.name === 'closed') return stay(state)
  const reason = reasonOf('page_hidden', 'the page was hidden')
  return { state: { name: 'suspended', reason }, effects: terminateIfOpen(state) }
}

/** A poll that came through may mean that sockets work again; where only sockets are blocked, probes grow rare. */
function onPolled(state: MachineState, isReachable: boolean, context: MachineContext): Step {
  if (state.name !== 'offline' || !context.policy.autoReconnect) return stay(state)
  if (!isReachable) return stay({ ...state, probe: 0, probeAtMs: context.nowMs })
  if (context.nowMs < state.probeAtMs) return stay(state)
  return begin(
    { ...FIRST, attempt: context.policy.maxReconnectAttempts, probe: state.probe, reason: state.reason },
    context,
  )
}

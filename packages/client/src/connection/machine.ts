import { closeAction, closeCodes } from '@pytake/protocol'
import { assertNever } from '../lib/assert-never'
import { backoffDelayMs } from '../lib/backoff'
import type { LifecycleSignal } from '../lib/env'
import type { AuthOk, Effect, MachineContext, MachineEvent, Step } from './machine-events'
import type { MachineState, Online, Series } from './machine-state'
import type { ConnectionReason } from './state'

export const MAX_RECONNECT_DELAY_MS = 30_000
/** Attempts count anew after this long connected: not on open, since a server may die of our coming back. */
export const STABLE_AFTER_MS = 30_000
/** From asking for a token to being authenticated. */
const ATTEMPT_TIMEOUT_MS = 15_000
const PONG_TIMEOUT_MS = 10_000
/** While hidden, timers may run once a minute only, and nobody waits. */
const HIDDEN_PONG_TIMEOUT_MS = 70_000
/** A tick this late means that the page slept: what the socket told meanwhile may still be unread. */
const LATE_TICK_MS = 3_000
/** After a wake-up the socket is suspect, and somebody is looking. */
const PROBE_PONG_TIMEOUT_MS = 5_000
const TOKEN_RENEWAL_LEAD_MS = 30_000
const TOKEN_RENEWAL_RETRY_MS = 5_000
const FIRST_PROBE_DELAY_MS = 10_000
const MAX_PROBE_DELAY_MS = 300_000

export const IDLE: MachineState = { name: 'idle', visible: { status: 'idle', reason: null, nextAttemptAt: null } }

/** Decides what follows from an event; pure, so every path can be walked in a test. */
export function transition(state: MachineState, event: MachineEvent, context: MachineContext): Step {
  switch (event.type) {
    case 'connect':
      return state.name === 'opening' || state.name === 'online' ? [state] : begin(state, FIRST, context)
    case 'disconnect':
      return state.name === 'idle' ? [state] : close({ code: 'disconnected', message: event.type })
    case 'token':
      if (state.name === 'online') return [state, 'authenticate_again']
      return isAt(state, 'token') ? [{ ...state, stage: 'socket' }, 'open_socket'] : [state]
    case 'token_failed':
      // While online the old token still holds: its own expiry decides, and until then we ask again.
      if (!isAt(state, 'token')) return [state]
      if (event.isFinal) return close({ code: 'unauthorized', message: event.message })
      return lose(state, { code: 'token_unavailable', message: event.message }, context)
    case 'opened':
      return isAt(state, 'socket') ? [{ ...state, stage: 'auth' }, 'authenticate'] : [state]
    case 'authenticated':
      return onAuthenticated(state, event.frame, context)
    case 'socket_closed':
      return onSocketClosed(state, event, context)
    case 'token_expiring':
      return state.name === 'online' ? renewToken(state, context) : [state]
    case 'draining':
      return state.name === 'online' ? [{ ...state, draining: event }] : [state]
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

/** True in the states that have a socket; in all others it has to be ended. */
export const holdsSocket = (state: MachineState): boolean =>
  state.name === 'online' || (state.name === 'opening' && state.stage !== 'token')

type Opening = Extract<MachineState, { name: 'opening' }>

const isAt = (state: MachineState, stage: Opening['stage']): state is Opening =>
  state.name === 'opening' && state.stage === stage

const FIRST: Series = { attempt: 0, hasRenewedToken: false, probes: null }

/** An unstable connection continues its series, otherwise a server that accepts and drops would be hammered. */
function seriesOf(state: MachineState, { nowMs }: MachineContext): Series {
  if (state.name === 'online') return nowMs < state.stableAtMs ? state.series : FIRST
  return 'series' in state ? state.series : FIRST
}

function begin(
  state: MachineState,
  series: Series,
  { nowMs }: MachineContext,
  reason = state.visible.reason,
  effect: Effect = 'fetch_token',
): Step {
  const { attempt } = series
  const visible =
    reason === null
      ? ({ status: 'connecting', reason, nextAttemptAt: null, attempt } as const)
      : ({ status: 'reconnecting', reason, nextAttemptAt: null, attempt } as const)
  return [{ name: 'opening', stage: 'token', series, visible, dueAtMs: nowMs + ATTEMPT_TIMEOUT_MS }, effect]
}

const close = (reason: ConnectionReason): Step => [
  { name: 'closed', visible: { status: 'closed', reason, nextAttemptAt: null } },
]

/** A connection or an attempt failed in a way that may pass. */
function lose(state: MachineState, reason: ConnectionReason, context: MachineContext): Step {
  const { nowMs, random, policy } = context
  const { attempt, probes } = seriesOf(state, context)
  if (probes !== null || !policy.autoReconnect || attempt >= policy.maxReconnectAttempts) {
    const failed = probes === null ? 0 : probes + 1
    const delayMs = failed && Math.min(MAX_PROBE_DELAY_MS, FIRST_PROBE_DELAY_MS * 2 ** (failed - 1))
    const visible = { status: 'offline', reason, nextAttemptAt: null } as const
    return [{ name: 'offline', visible, probes: failed, probeAtMs: nowMs + delayMs }]
  }
  const delayMs = backoffDelayMs(attempt + 1, policy.reconnectIntervalMs, MAX_RECONNECT_DELAY_MS, random)
  return wait(attempt + 1, reason, nowMs + delayMs)
}

/** Whatever token was renewed before, by the time of the next attempt it may have expired: the series starts clean. */
const wait = (attempt: number, reason: ConnectionReason, dueAtMs: number): Step => [
  {
    name: 'waiting',
    series: { ...FIRST, attempt },
    dueAtMs,
    visible: { status: 'reconnecting', reason, nextAttemptAt: dueAtMs, attempt },
  },
]

function onAuthenticated(
  state: MachineState,
  { connection_id, user, heartbeat_ms, server_time }: AuthOk,
  { nowMs, policy }: MachineContext,
): Step {
  // Counted on the server's clock alone, so that a wrong clock here does not matter.
  const lifeMs = Date.parse(user.expires_at ?? '') - Date.parse(server_time)
  const isRenewable = policy.canRenewToken && lifeMs > 0
  const renewTokenAtMs = isRenewable ? nowMs + Math.max(lifeMs - TOKEN_RENEWAL_LEAD_MS, lifeMs / 2) : Infinity
  // The answer to a token renewed in place.
  if (state.name === 'online') return [onlineAt({ ...state, renewTokenAtMs })]
  if (!isAt(state, 'auth')) return [state]
  const online = onlineAt({
    name: 'online',
    visible: { status: 'connected', reason: null, nextAttemptAt: null, connectionId: connection_id, user },
    series: { ...state.series, probes: null },
    heartbeatMs: heartbeat_ms,
    stableAtMs: nowMs + STABLE_AFTER_MS,
    pingAtMs: nowMs + heartbeat_ms,
    pong: null,
    renewTokenAtMs,
    draining: null,
    dueAtMs: 0,
  })
  return [online]
}

const onlineAt = (state: Online): Online => ({
  ...state,
  dueAtMs: Math.min(state.pong?.dueAtMs ?? state.pingAtMs, state.renewTokenAtMs),
})

const renewToken = (state: Online, { nowMs, policy }: MachineContext): Step =>
  policy.canRenewToken
    ? [onlineAt({ ...state, renewTokenAtMs: nowMs + TOKEN_RENEWAL_RETRY_MS }), 'renew_token']
    : [state]

function onSocketClosed(
  state: MachineState,
  { code: closeCode, message }: Extract<MachineEvent, { type: 'socket_closed' }>,
  context: MachineContext,
): Step {
  if (!holdsSocket(state)) return [state]
  const { nowMs, random, policy } = context
  const reasonOf = (code: ConnectionReason['code']) => ({ code, message, closeCode })
  const action = closeAction(closeCode)
  if (action === 'stop') return close(reasonOf(STOP_REASONS[closeCode] ?? 'rejected'))
  if (action === 'refresh_token') {
    const series = seriesOf(state, context)
    const reason = reasonOf('unauthorized')
    if (series.hasRenewedToken || !policy.canRenewToken) return close(reason)
    return begin(state, { ...series, hasRenewedToken: true }, context, reason, 'renew_token')
  }
  if (state.name === 'online' && state.draining && policy.autoReconnect) {
    // The server leaves on purpose and said when to come back: no failure, so it counts as none.
    const { minDelayMs, maxDelayMs } = state.draining
    return wait(0, reasonOf('server_draining'), nowMs + minDelayMs + random * Math.max(0, maxDelayMs - minDelayMs))
  }
  return lose(state, reasonOf(closeCode === 1006 ? 'network_lost' : 'server_closed'), context)
}

const STOP_REASONS: Record<number, ConnectionReason['code']> = {
  [closeCodes.forbidden]: 'forbidden',
  [closeCodes.unsupported_protocol]: 'unsupported_protocol',
}

function onTick(state: MachineState, context: MachineContext): Step {
  const { nowMs, lastHeardAtMs } = context
  if (!('dueAtMs' in state) || nowMs < state.dueAtMs) return [state]
  if (state.name === 'opening') return lose(state, { code: 'timed_out', message: state.stage }, context)
  if (state.name === 'waiting') return begin(state, state.series, context)
  if (nowMs >= state.renewTokenAtMs) return renewToken(state, context)
  const isLate = nowMs > state.dueAtMs + LATE_TICK_MS
  if (state.pong && lastHeardAtMs < state.pong.sentAtMs) {
    if (!isLate || state.pong.isSecond) return lose(state, { code: 'heartbeat_lost', message: 'no pong' }, context)
    const pong = { sentAtMs: nowMs, dueAtMs: nowMs + pongTimeoutMs(PROBE_PONG_TIMEOUT_MS, context), isSecond: true }
    return [onlineAt({ ...state, pong }), 'ping']
  }
  // Whatever was heard shows that the socket lives: a busy one needs no pings.
  const pingAtMs = lastHeardAtMs + state.heartbeatMs
  const quiet = { ...state, pong: null, pingAtMs }
  if (nowMs < pingAtMs) return [onlineAt(quiet)]
  return ping(quiet, context, isLate ? PROBE_PONG_TIMEOUT_MS : PONG_TIMEOUT_MS)
}

function ping(state: Online, context: MachineContext, timeoutMs: number): Step {
  const { nowMs, lastHeardAtMs } = context
  // One that was answered says nothing about the socket of now, though its deadline may still stand.
  const waiting = state.pong && lastHeardAtMs < state.pong.sentAtMs ? state.pong : null
  const dueAtMs = nowMs + pongTimeoutMs(timeoutMs, context)
  return [onlineAt({ ...state, pong: { sentAtMs: waiting?.sentAtMs ?? nowMs, dueAtMs, isSecond: false } }), 'ping']
}

const pongTimeoutMs = (timeoutMs: number, { isHidden }: MachineContext): number =>
  isHidden ? HIDDEN_PONG_TIMEOUT_MS : timeoutMs

function onLifecycle(state: MachineState, signal: LifecycleSignal, context: MachineContext): Step {
  const { name } = state
  if (signal === 'pagehide') {
    // An open socket keeps a page out of the back-forward cache, and a frozen one misses its deadlines.
    if (name === 'idle' || name === 'offline' || name === 'closed') return [state]
    const reason: ConnectionReason = { code: 'page_hidden', message: signal }
    return [{ name: 'suspended', visible: { status: 'reconnecting', reason, nextAttemptAt: null, attempt: 0 } }]
  }
  if (name === 'online') return ping(state, context, PROBE_PONG_TIMEOUT_MS)
  if (signal === 'offline') return [state]
  if (name === 'suspended' || (name === 'offline' && context.policy.autoReconnect)) return begin(state, FIRST, context)
  // A draining server asked us to spread; somebody who looks at the page is no reason to break that.
  const isFree = name === 'waiting' && state.visible.reason?.code !== 'server_draining'
  return isFree ? begin(state, state.series, context) : [state]
}

/** A poll that came through may mean that sockets work again; where only sockets are blocked, probes grow rare. */
function onPolled(state: MachineState, isReachable: boolean, context: MachineContext): Step {
  if (state.name !== 'offline' || !context.policy.autoReconnect) return [state]
  if (!isReachable) return [{ ...state, probes: 0, probeAtMs: context.nowMs }]
  return context.nowMs < state.probeAtMs ? [state] : begin(state, { ...FIRST, probes: state.probes }, context)
}

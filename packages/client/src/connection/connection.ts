import type { AuthFrame, ClientFrame, ServerFrame } from '@pytake/protocol'
import { closeCodes, PROTOCOL_VERSION } from '@pytake/protocol'
import type { PytakeError } from '../errors'
import { failure, isPytakeError } from '../errors'
import { assertNever } from '../lib/assert-never'
import type { ClientEnv, ClientSocket } from '../lib/env'
import { randomFraction } from '../lib/random'
import type { ReadFrames } from './frames'
import { readFrames } from './frames'
import { holdsSocket, IDLE, transition } from './machine'
import type { AuthOk, ConnectionPolicy, Effect, MachineEvent } from './machine-events'
import type { ConnectionState } from './state'

/** The clock is looked at this often: timers may stand still while a laptop sleeps, and then come late by all of it. */
const MAX_TIMER_MS = 10_000

export interface ConnectionOptions {
  env: ClientEnv
  url: string
  userId: string | undefined
  policy: ConnectionPolicy
  /** `refusedToken` is set where a token is to be replaced. */
  getToken(refusedToken: string | null): Promise<string>
  /** Where to go on from; asked when the socket is open. Whoever reads the log elsewhere must stop now. */
  resumeCursor(): Promise<string | null>
  /** A new session stands; its frames follow. */
  onSession(frame: AuthOk): void
  /** What one message of the socket held, in order. */
  onFrames(read: ReadFrames): void
  onState(state: ConnectionState): void
  log(line: string): void
}

/** The socket with everything that keeps it alive. */
export interface SocketConnection {
  state(): ConnectionState
  connect(): void
  disconnect(): void
  /** Tells how a poll went: one that comes through may bring the socket back. */
  polled(isReachable: boolean): void
  /** True if the frame went out. */
  send(frame: ClientFrame): boolean
  /** Milliseconds since 1970 on the server's clock; on our own until the server was heard. */
  serverNow(): number
  /** Leaves no socket, timer or listener behind. */
  close(): void
}

/** Decisions are the machine's; this carries them out. */
export function createConnection(options: ConnectionOptions): SocketConnection {
  const { env, policy, log } = options
  let state = IDLE
  let socket: ClientSocket | null = null
  let token: string | null = null
  // What belongs to an older fetch of a token, or to an older socket, is told apart by these and ignored.
  let tokenRound = 0
  let socketRound = 0
  let cancelTimer = (): void => undefined
  let lastHeardAtMs = 0
  let pings = 0
  let authSentAtMs = 0
  let serverAheadMs = 0
  let isClosed = false

  const dispatch = (event: MachineEvent): void => {
    if (isClosed) return
    const before = state
    const nowMs = env.now()
    const context = { nowMs, random: randomFraction(env), lastHeardAtMs, isHidden: env.isHidden(), policy }
    const [next, effect] = transition(before, event, context)
    state = next
    if (!holdsSocket(next)) terminate()
    cancelTimer()
    if ('dueAtMs' in next) {
      const delayMs = Math.min(MAX_TIMER_MS, Math.max(0, next.dueAtMs - nowMs))
      cancelTimer = env.setTimer(delayMs, () => dispatch({ type: 'tick' }))
    }
    if (next.name !== before.name) {
      const { reason, nextAttemptAt } = next.visible
      log(`connection ${before.name} → ${next.name} on ${event.type} ${JSON.stringify({ reason, nextAttemptAt })}`)
    }
    if (effect) perform(effect)
    // The effect may have dispatched further events, and told what follows from them.
    if (state === next && next.visible !== before.visible) options.onState(next.visible)
  }

  const perform = (effect: Effect): void => {
    switch (effect) {
      case 'fetch_token':
        return void fetchToken(null)
      case 'renew_token':
        return void fetchToken(token)
      case 'open_socket':
        return openSocket()
      case 'authenticate':
        return void authenticate(options.resumeCursor)
      case 'authenticate_again':
        return void authenticate(async () => null)
      case 'ping':
        pings += 1
        return void send({ type: 'ping', id: String(pings) })
      default:
        return assertNever(effect)
    }
  }

  const fetchToken = async (refusedToken: string | null): Promise<void> => {
    const round = ++tokenRound
    let event: MachineEvent = { type: 'token' }
    try {
      const fetched = await options.getToken(refusedToken)
      if (round === tokenRound) token = fetched
    } catch (error) {
      event = { type: 'token_failed', isFinal: isPytakeError(error) && !error.retryable, message: String(error) }
    }
    if (round === tokenRound) dispatch(event)
  }

  const openSocket = (): void => {
    const round = ++socketRound
    const ifCurrent =
      <Data extends unknown[]>(react: (...data: Data) => void) =>
      (...data: Data): void => {
        if (round === socketRound) react(...data)
      }
    const onClose = ifCurrent((code: number, message: string) => dispatch({ type: 'socket_closed', code, message }))
    lastHeardAtMs = env.now()
    try {
      socket = env.createSocket(options.url, {
        onOpen: ifCurrent(() => dispatch({ type: 'opened' })),
        onMessage: ifCurrent(receive),
        onClose,
      })
    } catch (error) {
      // Browsers throw for ws: from an https: page; that is no use to repeat at once, so it takes the usual way.
      onClose(1006, String(error))
    }
  }

  const authenticate = async (findCursor: () => Promise<string | null>): Promise<void> => {
    const round = socketRound
    const resume = await findCursor()
    if (round !== socketRound || token === null) return
    const frame: AuthFrame = { type: 'auth', token, protocol: PROTOCOL_VERSION, batch: true }
    if (options.userId !== undefined) frame.user_id = options.userId
    if (resume !== null) frame.resume = resume
    authSentAtMs = env.now()
    socket?.send(JSON.stringify(frame))
  }

  const receive = (text: string): void => {
    lastHeardAtMs = env.now()
    const read = readFrames(text)
    read.frames.forEach(obey)
    options.onFrames(read)
  }

  const obey = (frame: ServerFrame): void => {
    if (frame.type === 'auth_ok') {
      const isSession = state.name !== 'online'
      // Written somewhere between our asking and our hearing: the middle is off by half of that at most.
      serverAheadMs = Date.parse(frame.server_time) - (authSentAtMs + env.now()) / 2
      dispatch({ type: 'authenticated', frame })
      if (isSession) options.onSession(frame)
    } else if (frame.type === 'auth_error') {
      // The close that follows says the same; acting now also covers the case that it gets lost.
      const code = AUTH_ERROR_CLOSES[frame.code]
      if (code !== undefined) dispatch({ type: 'socket_closed', code, message: frame.message })
    } else if (frame.type === 'draining') {
      dispatch({ type: 'draining', minDelayMs: frame.min_delay_ms, maxDelayMs: frame.max_delay_ms })
    } else if (frame.type === 'token_expiring') dispatch({ type: 'token_expiring' })
  }

  const terminate = (): void => {
    socketRound += 1
    socket?.terminate()
    socket = null
  }

  const send = (frame: ClientFrame): boolean => {
    if (state.name !== 'online' || !socket) return false
    socket.send(JSON.stringify(frame))
    return true
  }

  const stopLifecycle = env.onLifecycle((signal) => dispatch({ type: 'lifecycle', signal }))

  return {
    state: () => state.visible,
    connect: () => dispatch({ type: 'connect' }),
    disconnect: () => dispatch({ type: 'disconnect' }),
    polled: (isReachable) => dispatch({ type: 'polled', isReachable }),
    send,
    serverNow: () => env.now() + serverAheadMs,
    close: () => {
      stopLifecycle()
      dispatch({ type: 'disconnect' })
      isClosed = true
    },
  }
}

/** Verdicts on the token; after any other code the close alone decides. */
const AUTH_ERROR_CLOSES: Record<string, number | undefined> = {
  forbidden: closeCodes.forbidden,
  unauthorized: closeCodes.unauthorized,
  token_expired: closeCodes.unauthorized,
}

/** Why `connect()` did not succeed, as an error. */
export function connectionError({
  status,
  reason,
}: Extract<ConnectionState, { status: 'offline' | 'closed' }>): PytakeError {
  if (status === 'offline') return failure('connect', 'network_unreachable', { cause: reason })
  if (reason.code === 'disconnected') return failure('connect', 'client_closed')
  return failure('connect', reason.code === 'forbidden' ? 'forbidden' : 'unauthorized', { cause: reason })
}

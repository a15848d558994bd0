import type { AuthFrame, ClientFrame, ControlFrame, ServerFrame } from '@pytake/protocol'
import { closeCodes, PROTOCOL_VERSION } from '@pytake/protocol'
import { isPytakeError, PytakeError } from '../errors'
import { assertNever } from '../lib/assert-never'
import type { ClientEnv, ClientSocket } from '../lib/env'
import { randomFraction } from '../lib/random'
import type { ReadFrames } from './frames'
import { readFrames } from './frames'
import type { ConnectionPolicy, Effect, MachineEvent } from './machine'
import { nextTickAtMs, transition } from './machine'
import type { MachineState } from './machine-state'
import { publicState } from './public-state'
import type { ConnectionState } from './state'

/** Longest delay a browser's timer takes; whatever is due later ticks in between without effect. */
const MAX_TIMER_MS = 2_147_483_647

export interface ConnectionOptions {
  env: ClientEnv
  url: string
  userId?: string | undefined
  policy: ConnectionPolicy
  /** `refusedToken` is set where a token is to be replaced. */
  getToken(refusedToken: string | null): Promise<string>
  /** Where to go on from; asked when the socket is open. Whoever reads the log elsewhere must stop now. */
  resumeCursor(): Promise<string | null>
  /** A new session stands; its frames follow. */
  onSession(frame: Extract<ControlFrame, { type: 'auth_ok' }>): void
  /** What one message of the socket held, in order. */
  onFrames(read: ReadFrames): void
  onState(state: ConnectionState): void
  log(line: string): void
}

/** The socket with everything that keeps it alive. Decisions are the machine's; this carries them out. */
export class SocketConnection {
  readonly #options: ConnectionOptions
  readonly #stopLifecycle: () => void
  #state: MachineState = { name: 'idle' }
  #public: ConnectionState = { status: 'idle', reason: null, nextAttemptAt: null }
  #socket: ClientSocket | null = null
  /** Whatever belongs to an older token fetch or socket is told apart by these and ignored. */
  #tokenRound = 0
  #socketRound = 0
  #token: string | null = null
  #cancelTimer: (() => void) | null = null
  #lastHeardAtMs = 0
  #pings = 0
  #isClosed = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#stopLifecycle = options.env.onLifecycle((signal) => this.#dispatch({ type: 'lifecycle', signal }))
  }

  get state(): ConnectionState {
    return this.#public
  }

  connect(): void {
    this.#dispatch({ type: 'connect' })
  }

  disconnect(): void {
    this.#dispatch({ type: 'disconnect' })
  }

  /** Tells how a poll went: one that comes through may bring the socket back. */
  polled(isReachable: boolean): void {
    this.#dispatch({ type: 'polled', isReachable })
  }

  /** True if the frame went out. */
  send(frame: ClientFrame): boolean {
    if (this.#state.name !== 'online' || this.#socket === null) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  /** Leaves no socket, timer or listener behind. */
  close(): void {
    this.#stopLifecycle()
    this.disconnect()
    this.#isClosed = true
  }

  #dispatch(event: MachineEvent): void {
    if (this.#isClosed) return
    const { env, policy } = this.#options
    const before = this.#state
    const { state, effects } = transition(before, event, {
      nowMs: env.now(),
      random: randomFraction(env),
      lastHeardAtMs: this.#lastHeardAtMs,
      policy,
    })
    this.#state = state
    this.#setTimer()
    if (state.name !== before.name) this.#explain(before, event)
    for (const effect of effects) this.#perform(effect)
    // Effects may have dispatched further events; only what stands now is told.
    const visible = publicState(this.#state, this.#public)
    if (visible === this.#public) return
    this.#public = visible
    this.#options.onState(visible)
  }

  #setTimer(): void {
    this.#cancelTimer?.()
    const atMs = nextTickAtMs(this.#state)
    const { env } = this.#options
    this.#cancelTimer =
      atMs === null
        ? null
        : env.setTimer(Math.min(MAX_TIMER_MS, Math.max(0, atMs - env.now())), () => this.#dispatch({ type: 'tick' }))
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'fetch_token':
        void this.#fetchToken(effect.isRenewal)
        return
      case 'open_socket':
        this.#openSocket()
        return
      case 'authenticate':
        void this.#authenticate(effect.token, effect.isRenewal)
        return
      case 'ping':
        this.#pings += 1
        this.send({ type: 'ping', id: String(this.#pings) })
        return
      case 'terminate':
        this.#terminate()
        return
      default:
        assertNever(effect)
    }
  }

  async #fetchToken(isRenewal: boolean): Promise<void> {
    const round = ++this.#tokenRound
    try {
      const token = await this.#options.getToken(isRenewal ? this.#token : null)
      if (round !== this.#tokenRound) return
      this.#token = token
      this.#dispatch({ type: 'token', token })
    } catch (error) {
      if (round !== this.#tokenRound) return
      const isFinal = isPytakeError(error) && !error.retryable
      const message = error instanceof Error ? error.message : 'no token'
      this.#dispatch({ type: 'token_failed', isFinal, message })
    }
  }

  #openSocket(): void {
    const { env, url } = this.#options
    const round = ++this.#socketRound
    const isCurrent = () => round === this.#socketRound
    this.#lastHeardAtMs = env.now()
    try {
      this.#socket = env.createSocket(url, {
        onOpen: () => isCurrent() && this.#dispatch({ type: 'opened' }),
        onMessage: (text) => isCurrent() && this.#onMessage(text),
        onClose: (code, reason) => {
          if (!isCurrent()) return
          this.#terminate()
          this.#dispatch({ type: 'socket_closed', code, message: reason || `the socket closed with code ${code}` })
        },
      })
    } catch (error) {
      // Browsers throw for ws: from an https: page; that is no use to repeat at once, so it takes the usual way.
      this.#dispatch({ type: 'socket_closed', code: 1006, message: String(error) })
    }
  }

  async #authenticate(token: string, isRenewal: boolean): Promise<void> {
    const round = this.#socketRound
    const { userId } = this.#options
    const resume = isRenewal ? null : await this.#options.resumeCursor()
    if (round !== this.#socketRound || this.#socket === null) return
    const frame: AuthFrame = {
      type: 'auth',
      token,
      protocol: PROTOCOL_VERSION,
      batch: true,
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(resume === null ? {} : { resume }),
    }
    this.#socket.send(JSON.stringify(frame))
  }

  #terminate(): void {
    this.#socketRound += 1
    this.#socket?.terminate()
    this.#socket = null
  }

  #onMessage(text: string): void {
    this.#lastHeardAtMs = this.#options.env.now()
    const read = readFrames(text)
    for (const frame of read.frames) this.#onControl(frame)
    this.#options.onFrames(read)
  }

  #onControl(frame: ServerFrame): void {
    switch (frame.type) {
      case 'auth_ok': {
        const isSession = this.#state.name === 'authenticating'
        this.#dispatch({ type: 'authenticated', frame })
        if (isSession) this.#options.onSession(frame)
        return
      }
      case 'auth_error': {
        // The close that follows says the same; acting now also covers the case that it gets lost.
        const code = closeCodeOf(frame.code)
        if (code === null) return
        this.#terminate()
        this.#dispatch({ type: 'socket_closed', code, message: frame.message })
        return
      }
      case 'token_expiring':
        this.#dispatch({ type: 'token_expiring' })
        return
      case 'draining':
        this.#dispatch({ type: 'draining', minDelayMs: frame.min_delay_ms, maxDelayMs: frame.max_delay_ms })
        return
      default:
        return
    }
  }

  #explain(before: MachineState, event: MachineEvent): void {
    const visible = publicState(this.#state, this.#public)
    const why = visible.reason === null ? '' : `: ${visible.reason.code}, ${visible.reason.message}`
    const when =
      this.#state.name === 'waiting' ? `, next attempt in ${this.#state.retryAtMs - this.#options.env.now()} ms` : ''
    this.#options.log(`connection ${before.name} → ${this.#state.name} on ${event.type}${why}${when}`)
  }
}

/** Null where the code is no verdict on the token: then the close code alone decides. */
function closeCodeOf(authErrorCode: string): number | null {
  if (authErrorCode === 'forbidden') return closeCodes.forbidden
  return authErrorCode === 'unauthorized' || authErrorCode === 'token_expired' ? closeCodes.unauthorized : null
}

/** Why `connect()` did not succeed, as an error. */
export function connectionError(state: Extract<ConnectionState, { status: 'offline' | 'closed' }>): PytakeError {
  const { code, message } = state.reason
  const text = `unable to connect; ${message}`
  if (state.status === 'offline') return new PytakeError('network_unreachable', text)
  if (code === 'disconnected') return new PytakeError('client_closed', text)
  return new PytakeError(code === 'forbidden' ? 'forbidden' : 'unauthorized', text)
}

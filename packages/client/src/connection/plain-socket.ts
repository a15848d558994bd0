import type { ClientFrame, ServerFrame } from '@pytake/protocol'
import { closeAction } from '@pytake/protocol'
import { PytakeError } from '../errors'
import { deriveAddresses } from '../lib/addresses'
import { backoffDelayMs } from '../lib/backoff'
import type { ClientEnv, ClientSocket } from '../lib/env'
import { browserEnv } from '../lib/env-browser'
import { randomFraction } from '../lib/random'
import { readFrames } from './frames'
import { MAX_RECONNECT_DELAY_MS, STABLE_AFTER_MS } from './machine'

export interface PlainSocketOptions {
  /** Whole address of the socket; by default derived from the page. */
  url?: string
  /** By default true. */
  autoReconnect?: boolean
  /** Base of the exponential, jittered delays in milliseconds; by default 3000. */
  reconnectInterval?: number
  /** By default 5; counted anew after 30 s connected. */
  maxReconnectAttempts?: number
  onState(state: PlainSocketState): void
  onFrame(frame: ServerFrame): void
  onError(error: PytakeError): void
  env?: ClientEnv
}

/** `nextAttemptAt` is in milliseconds since 1970; `offline` has stopped trying, `closed` was told to. */
export type PlainSocketState =
  | { status: 'idle' }
  | { status: 'connecting' }
  | { status: 'connected' }
  | { status: 'reconnecting'; nextAttemptAt: number | null }
  | { status: 'offline' }
  | { status: 'closed' }

export interface PlainSocket {
  /** Tries at once; without effect while connecting or connected. */
  connect(): void
  /** Closes the socket until `connect()`. */
  disconnect(): void
  /** True if the frame went out; the first one must authenticate. */
  send(frame: ClientFrame): boolean
}

/**
 * A bare reconnecting socket: no token, no cursor, no store. Whoever uses it sends the `auth` frame himself when it is
 * `connected`, and again after each reconnection. The client's own connection does all this and more.
 *
 * @example
 * const socket = createPlainSocket({
 *   url: 'wss://api.example.com/api/v1/conversations/ws',
 *   onState: ({ status }) => status === 'connected' && socket.send({ type: 'auth', token: '…' }),
 *   onFrame: (frame) => frame.type === 'message_received' && show(frame.data.content),
 *   onError: (error) => show(error.message),
 * })
 * socket.connect()
 */
export function createPlainSocket(options: PlainSocketOptions): PlainSocket {
  const { env = browserEnv, autoReconnect = true, reconnectInterval = 3000, maxReconnectAttempts = 5 } = options
  let socket: ClientSocket | null = null
  let state: PlainSocketState = { status: 'idle' }
  let attempt = 0
  let openedAtMs: number | null = null
  let cancelTimer = () => {}

  const become = (next: PlainSocketState) => {
    state = next
    options.onState(next)
  }

  const drop = () => {
    cancelTimer()
    socket?.terminate()
    socket = null
  }

  const lose = (code: number, message: string) => {
    if (openedAtMs !== null && env.now() - openedAtMs >= STABLE_AFTER_MS) attempt = 0
    drop()
    if (closeAction(code) !== 'retry') {
      options.onError(new PytakeError('unauthorized', `unable to stay connected; ${message}`))
      become({ status: 'closed' })
      return
    }
    options.onError(new PytakeError('network_unreachable', `unable to stay connected; ${message}`))
    attempt += 1
    if (!autoReconnect || attempt > maxReconnectAttempts) {
      become({ status: 'offline' })
      return
    }
    const delayMs = backoffDelayMs(attempt, reconnectInterval, MAX_RECONNECT_DELAY_MS, randomFraction(env))
    cancelTimer = env.setTimer(delayMs, () => {
      become({ status: 'reconnecting', nextAttemptAt: null })
      open()
    })
    become({ status: 'reconnecting', nextAttemptAt: env.now() + delayMs })
  }

  const open = () => {
    openedAtMs = null
    try {
      const url = options.url ?? deriveAddresses({}, env.pageAddress()).socketUrl
      socket = env.createSocket(url, {
        onOpen: () => {
          openedAtMs = env.now()
          become({ status: 'connected' })
        },
        onMessage: (text) => {
          const { frames, faults } = readFrames(text)
          frames.forEach((frame) => options.onFrame(frame))
          for (const fault of faults)
            options.onError(new PytakeError('invalid_response', `unable to read frame; ${fault}`))
        },
        onClose: (code, reason) => lose(code, reason || `the socket closed with code ${code}`),
      })
    } catch (error) {
      // Browsers throw for ws: from an https: page and for what is no address.
      lose(1006, String(error))
    }
  }

  return {
    connect: () => {
      if (state.status === 'connecting' || state.status === 'connected') return
      drop()
      attempt = 0
      become({ status: 'connecting' })
      open()
    },
    disconnect: () => {
      if (state.status === 'idle' || state.status === 'closed') return
      drop()
      become({ status: 'closed' })
    },
    send: (frame) => {
      if (state.status !== 'connected' || socket === null) return false
      socket.send(JSON.stringify(frame))
      return true
    },
  }
}

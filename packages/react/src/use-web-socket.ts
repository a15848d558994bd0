import {
  createPlainSocket,
  type ConnectionState,
  type PlainSocket,
  type PlainSocketState,
  type PytakeClient,
  type PytakeError,
} from '@pytake/client'
import type { ClientFrame, ServerFrame } from '@pytake/protocol'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { setTimer, warnOnce } from './env'
import { useClientIfAny } from './provider'
import { useConnectionState } from './use-connection'
import { useLatest } from './use-latest'

export interface WebSocketOptions {
  /** Opens a socket of its own to this address, without the client's token; by default the client's is shared. */
  url?: string
  /** Reconnect after a loss; by default true. */
  autoReconnect?: boolean
  /** Base of the exponential, jittered delays in milliseconds; by default 3000. */
  reconnectInterval?: number
  /** By default 5. */
  maxReconnectAttempts?: number
  onConnect?: () => void
  onDisconnect?: () => void
  /** Every frame the server sends, as it came. */
  onMessage?: (message: ServerFrame) => void
  onError?: (error: PytakeError) => void
}

export interface WebSocketView {
  isConnected: boolean
  status: ConnectionState['status']
  /** True if the frame went out; false while not connected. */
  send: (frame: ClientFrame) => boolean
  connect: () => void
  disconnect: () => void
}

/**
 * The realtime connection itself. Inside a provider it is the client's: one socket for the whole page, already
 * authenticated, and the client's options win. With `url`, or without a provider, it is one of its own that lives as long
 * as the component; the first frame sent on it must be `auth`.
 *
 * Callbacks may be other functions on every render without a new connection.
 *
 * @example
 * function Debug() {
 *   const { status } = useWebSocket({
 *     onConnect: () => console.log('WS Connected'),
 *     onDisconnect: () => console.log('WS Disconnected'),
 *     onMessage: (message) => console.log('WS Message:', message),
 *     onError: (error) => console.error('WS Error:', error),
 *   })
 *   return <p>{status}</p>
 * }
 */
export function useWebSocket(options: WebSocketOptions = {}): WebSocketView {
  const client = useClientIfAny()
  const shared = options.url === undefined ? client : null
  const callbacks = useLatest(options)
  const sharedView = useShared(shared, callbacks)
  const ownView = useOwn(shared === null, options, callbacks)
  useOptionsWarning(shared !== null, options)
  return shared === null ? ownView : sharedView
}

type Callbacks = ReturnType<typeof useLatest<WebSocketOptions>>

function useShared(client: PytakeClient | null, callbacks: Callbacks): WebSocketView {
  const { status } = useConnectionState(client?.connection ?? null)

  useEffect(() => {
    if (client === null) return
    const stops = [
      client.on('connect', () => callbacks.current.onConnect?.()),
      client.on('disconnect', () => callbacks.current.onDisconnect?.()),
      client.on('message', (frame) => callbacks.current.onMessage?.(frame)),
      client.on('error', (error) => callbacks.current.onError?.(error)),
    ]
    // Whoever comes late would otherwise wait for a connection that stands already.
    if (client.connection.getState().status === 'connected') callbacks.current.onConnect?.()
    return () => stops.forEach((stop) => stop())
  }, [client, callbacks])

  const send = useCallback((frame: ClientFrame) => client?.connection.send(frame) ?? false, [client])
  const connect = useCallback(() => client?.connection.reconnect(), [client])
  const disconnect = useCallback(() => client?.connection.disconnect(), [client])
  return { isConnected: status === 'connected', status, send, connect, disconnect }
}

function useOwn(isWanted: boolean, options: WebSocketOptions, callbacks: Callbacks): WebSocketView {
  const { url, autoReconnect = true, reconnectInterval = 3000, maxReconnectAttempts = 5 } = options
  const [status, setStatus] = useState<PlainSocketState['status']>('idle')

  const socket = useMemo<PlainSocket | null>(() => {
    if (!isWanted) return null
    let wasConnected = false
    return createPlainSocket({
      ...(url === undefined ? {} : { url }),
      autoReconnect,
      reconnectInterval,
      maxReconnectAttempts,
      onState: ({ status: next }) => {
        setStatus(next)
        if (next === 'connected') callbacks.current.onConnect?.()
        else if (wasConnected) callbacks.current.onDisconnect?.()
        wasConnected = next === 'connected'
      },
      onFrame: (frame) => callbacks.current.onMessage?.(frame),
      onError: (error) => callbacks.current.onError?.(error),
    })
  }, [isWanted, url, autoReconnect, reconnectInterval, maxReconnectAttempts, callbacks])

  useEffect(() => {
    if (socket === null) return
    // StrictMode mounts twice in one go: only what is still mounted a moment later opens a socket.
    const cancel = setTimer(0, () => socket.connect())
    return () => {
      cancel()
      socket.disconnect()
    }
  }, [socket])

  const send = useCallback((frame: ClientFrame) => socket?.send(frame) ?? false, [socket])
  const connect = useCallback(() => socket?.connect(), [socket])
  const disconnect = useCallback(() => socket?.disconnect(), [socket])
  return { isConnected: status === 'connected', status, send, connect, disconnect }
}

function useOptionsWarning(isShared: boolean, options: WebSocketOptions): void {
  const { autoReconnect, reconnectInterval, maxReconnectAttempts } = options
  useEffect(() => {
    if (!isShared) return
    if (autoReconnect === undefined && reconnectInterval === undefined && maxReconnectAttempts === undefined) return
    warnOnce(
      'useWebSocket shares the connection of the <PytakeProvider>, so its own autoReconnect, reconnectInterval and ' +
        'maxReconnectAttempts have no effect; give them to createClient, or give useWebSocket a url.',
    )
  }, [isShared, autoReconnect, reconnectInterval, maxReconnectAttempts])
}

import type { Connection, ConnectionState } from '@pytake/client'
import { useMemo } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export type ConnectionView = ConnectionState & {
  isConnected: boolean
  /** Tries at once, whatever the state. */
  reconnect: () => void
}

/**
 * The state of the shared connection: `status`, why it is lost and when the next attempt comes.
 *
 * @example
 * function Banner() {
 *   const { status, reconnect } = useConnection()
 *   return status === 'offline' ? <button onClick={reconnect}>Try now</button> : null
 * }
 */
export function useConnection(): ConnectionView {
  const { connection } = useClient()
  const state = useConnectionState(connection)
  return useMemo(
    () => ({ ...state, isConnected: state.status === 'connected', reconnect: () => connection.reconnect() }),
    [state, connection],
  )
}

/** The bare state, or `idle` where there is no connection. */
export function useConnectionState(connection: Pick<Connection, 'getState' | 'subscribe'> | null): ConnectionState {
  const live = useMemo(
    () =>
      connection && {
        getSnapshot: () => connection.getState(),
        subscribe: (listener: () => void) => connection.subscribe(listener),
      },
    [connection],
  )
  return useStore(live, IDLE)
}

const IDLE: ConnectionState = { status: 'idle', reason: null, nextAttemptAt: null }

import type { ClientFrame } from '@pytake/protocol'
import type { ClientOptions } from './client-api'
import { SocketConnection } from './connection/connection'
import type { ConnectionState } from './connection/state'
import { PytakeError } from './errors'
import type { Addresses } from './lib/addresses'
import { deriveAddresses } from './lib/addresses'
import type { Batch } from './lib/batch'
import { createBatch } from './lib/batch'
import type { Cell } from './lib/cell'
import { createCell } from './lib/cell'
import type { ClientEnv } from './lib/env'
import { browserEnv } from './lib/env-browser'
import { createScopedEnv } from './lib/scoped-env'
import type { OutboxItem } from './outbox/item'
import { Outbox } from './outbox/outbox'
import { memoryStorage } from './outbox/storage'
import { createHttp } from './rest/http'
import type { RestClient } from './rest/rest'
import { createRest } from './rest/rest'
import type { TokenSource } from './rest/token-source'
import { createTokenSource } from './rest/token-source'
import type { Store } from './store/store'
import { createStore } from './store/store'
import { createBasis } from './sync/basis'
import type { Emitter } from './sync/emitter'
import { createEmitter } from './sync/emitter'
import { createOverlay } from './sync/overlay'
import type { Queries } from './sync/queries'
import { createQueries } from './sync/queries'
import type { Sync } from './sync/sync'
import { createSync } from './sync/sync'
import type { TypingStates } from './sync/typing'
import { createTypingStates } from './sync/typing'

/** The parts of one client, wired. */
export interface ClientCore {
  env: ClientEnv
  batch: Batch
  emitter: Emitter
  rest: RestClient
  store: Store
  queries: Queries
  typing: TypingStates
  outbox: Outbox
  outboxCell: Cell<readonly OutboxItem[]>
  connection: SocketConnection
  onState(listener: (state: ConnectionState) => void): () => void
  send(frame: ClientFrame): boolean
  ownUserId(): string | null
  close(): void
}

export function createClientCore(options: ClientOptions): ClientCore {
  const env = createScopedEnv(options.env ?? browserEnv)
  const log = createLog(options.debug, env)
  const addresses = readAddresses(options, env)
  const tokens = createTokenSource(options)
  const emitter = createEmitter(log)
  const batch = createBatch(emitter.error)
  const http = createHttp({ env, baseUrl: addresses.restUrl, tokens })
  const rest = createRest(http)
  const store = createStore(batch)
  const basis = createBasis()
  const queries = createQueries({ rest, store, basis })
  const listeners = new Set<(state: ConnectionState) => void>()

  const ownUserId = () => {
    const { state } = connection
    return options.userId ?? (state.status === 'connected' ? state.user.id : null)
  }
  const typing = createTypingStates(env, batch, ownUserId)
  const { outbox, cell: outboxCell } = createStoredOutbox({ env, options, rest, store, emitter, ownUserId, log })
  const onPolled = (isReachable: boolean): void => {
    if (isReachable) outbox.wake()
    connection.polled(isReachable)
  }
  const sync = createSync({ env, rest, store, basis, queries, typing, emitter, onPolled, log })

  const onState = createStateTeller({ emitter, sync, outbox, listeners })
  const connection = createConnection({ env, options, addresses, tokens, sync, log, onState })
  const stopLifecycle = env.onLifecycle((signal) => {
    if (signal === 'pagehide' || signal === 'offline') return
    outbox.wake()
    queries.retryFailed()
  })

  return {
    env,
    batch,
    emitter,
    rest,
    store,
    queries,
    typing,
    outbox,
    outboxCell,
    connection,
    ownUserId,
    send: (frame) => connection.send(frame),
    onState: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      stopLifecycle()
      outbox.close()
      connection.close()
      sync.close()
      typing.close()
      http.close()
      env.close()
      emitter.close()
    },
  }
}

function createLog(debug: ClientOptions['debug'], env: ClientEnv): (line: string) => void {
  if (typeof debug === 'function') return debug
  return debug === true ? (line) => env.log(line) : () => undefined
}

function readAddresses(options: ClientOptions, env: ClientEnv): Addresses {
  try {
    return deriveAddresses(options, env.pageAddress())
  } catch (cause) {
    throw new PytakeError('invalid_configuration', 'unable to create client; url or wsUrl is no address', { cause })
  }
}

function createStoredOutbox(parts: {
  env: ClientEnv
  options: ClientOptions
  rest: RestClient
  store: Store
  emitter: Emitter
  ownUserId: () => string | null
  log: (line: string) => void
}): { outbox: Outbox; cell: Cell<readonly OutboxItem[]> } {
  const { env, options, rest, store, emitter, ownUserId, log } = parts
  const overlay = createOverlay(ownUserId)
  const cell = createCell<readonly OutboxItem[]>({ batch: store.batch, build: () => outbox.items() })
  const outbox = new Outbox({
    env,
    storage: options.storage ?? memoryStorage(),
    send: rest.messages.send,
    onSent: store.putMessage,
    onChange: () =>
      store.batch.run(() => {
        store.setOverlay(overlay(outbox.items()))
        cell.invalidate()
      }),
    batch: store.batch.run,
    onError: emitter.error,
    log,
  })
  return { outbox, cell }
}

function createConnection(parts: {
  env: ClientEnv
  options: ClientOptions
  addresses: Addresses
  tokens: TokenSource
  sync: Sync
  log: (line: string) => void
  onState: (state: ConnectionState) => void
}): SocketConnection {
  const { env, options, addresses, tokens, sync, log, onState } = parts
  return new SocketConnection({
    env,
    url: addresses.socketUrl,
    userId: options.userId,
    policy: {
      autoReconnect: options.autoReconnect ?? true,
      reconnectIntervalMs: options.reconnectInterval ?? 3_000,
      maxReconnectAttempts: options.maxReconnectAttempts ?? 5,
      canRenewToken: tokens.canRenew,
    },
    getToken: (refusedToken) => (refusedToken === null ? tokens.get() : tokens.renew(refusedToken)),
    resumeCursor: sync.resumeCursor,
    onSession: sync.onSession,
    onFrames: sync.onFrames,
    onState,
    log,
  })
}

/** Passes each state on, first inside, then to whoever listens. */
function createStateTeller(parts: {
  emitter: Emitter
  sync: Sync
  outbox: Outbox
  listeners: Set<(state: ConnectionState) => void>
}): (state: ConnectionState) => void {
  const { emitter, sync, outbox, listeners } = parts
  let wasConnected = false
  return (state) => {
    sync.onState(state)
    const isConnected = state.status === 'connected'
    if (isConnected) outbox.wake()
    for (const listener of [...listeners]) {
      try {
        listener(state)
      } catch (error) {
        emitter.error(error)
      }
    }
    // A token renewed in place shows as another `connected`; the connection is the same.
    if (isConnected && !wasConnected) emitter.emit('connect', state)
    if (wasConnected && state.reason !== null) emitter.emit('disconnect', state.reason)
    wasConnected = isConnected
  }
}

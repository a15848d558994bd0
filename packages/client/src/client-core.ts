import { routeAnswers } from '@pytake/protocol'
import type { ClientOptions } from './client-api'
import { createClientPersistence } from './client-persistence'
import type { ConnectionOptions, SocketConnection } from './connection/connection'
import { createConnection } from './connection/connection'
import type { ConnectionState } from './connection/state'
import { failure } from './errors'
import type { Addresses } from './lib/addresses'
import { deriveAddresses } from './lib/addresses'
import { createBatch } from './lib/batch'
import type { Cell } from './lib/cell'
import { createCell } from './lib/cell'
import type { ClientEnv } from './lib/env'
import { browserEnv } from './lib/env-browser'
import { createScopedEnv } from './lib/scoped-env'
import type { OutboxItem } from './outbox/item'
import type { Outbox, OutboxOptions } from './outbox/outbox'
import { createOutbox } from './outbox/outbox'
import { createFetchHttp } from './rest/fetch-http'
import type { RestClient } from './rest/rest-client'
import { createRest } from './rest/rest'
import { createTokenSource } from './rest/token-source'
import type { Store } from './store/store'
import { createStore } from './store/store'
import type { Basis } from './sync/basis'
import { createBasis } from './sync/basis'
import type { Drafts } from './sync/drafts'
import type { Emitter } from './sync/emitter'
import { createEmitter } from './sync/emitter'
import { createOverlay } from './sync/overlay'
import type { Queries } from './sync/queries'
import { createQueries } from './sync/queries'
import { createSync } from './sync/sync'
import type { DeferredPart } from './lib/deferred-part'
import { createDeferredPart } from './lib/deferred-part'
import type { Signals } from './sync/signals'

/** The parts of one client, wired. */
export interface ClientCore {
  env: ClientEnv
  emitter: Emitter
  rest: RestClient
  store: Store
  basis: Basis
  queries: Queries
  signals: DeferredPart<Signals>
  outbox: Outbox
  outboxCell: Cell<readonly OutboxItem[]>
  drafts: Drafts
  connection: SocketConnection
  onState(listener: (state: ConnectionState) => void): () => void
  /** Takes up what an earlier page left; only the first call does anything. */
  begin(): Promise<void>
  isLeader(): boolean
  logout(): Promise<void>
  close(): void
}

export function createClientCore(options: ClientOptions): ClientCore {
  const env = createScopedEnv(options.env ?? browserEnv)
  const { debug } = options
  const log = typeof debug === 'function' ? debug : debug ? env.log : () => undefined
  const addresses = readAddresses(options, env)
  const tokens = createTokenSource(options)
  const emitter = createEmitter(log)
  const batch = createBatch(emitter.error)
  const http = createFetchHttp(env, addresses.restUrl, tokens)
  const rest = createRest(http, async () => {
    const { createRestExtras } = await env.load(() => import('./rest/rest-extras'))
    return createRestExtras(http)
  })
  const store = createStore(batch)
  const persistence = createClientPersistence({
    env,
    batch,
    emitter,
    storage: options.storage,
    userId: options.userId,
    tenantId: options.tenantId,
    api: addresses.restUrl,
    parts: () => ({
      outbox,
      store,
      basis,
      queries,
      state: connection.state,
      onState,
      forgetView: () => sync.forget('foreign_storage'),
      onEnded: () => end(),
    }),
  })
  const { kept } = persistence
  const basis = createBasis(persistence.change, () => queries.counts.invalidate())
  const queries = createQueries({ env, rest, store, basis, kept })
  const stateListeners = new Set<(state: ConnectionState) => void>()

  const ownUserId = (): string | null => {
    const state = connection.state()
    return options.userId ?? (state.status === 'connected' ? state.user.id : null)
  }
  const signals = createDeferredPart(batch, async () => {
    const { createSignals } = await env.load(() => import('./sync/signals'))
    return createSignals({
      env,
      batch,
      ownUserId,
      send: connection.send,
      serverNow: connection.serverNow,
      conversation: queries.conversation,
      fetchLink: rest.media.link,
    })
  })
  const overlay = createOverlay(ownUserId)
  const outboxCell = createCell<readonly OutboxItem[]>({ batch, build: () => outbox.items() })
  const outboxOptions: OutboxOptions = {
    env,
    batch,
    log,
    uploads: options.uploads?.create({ env, restUrl: addresses.restUrl, tokens }),
    send: rest.messages.send,
    onSent: store.putMessage,
    // Whoever compared before sending sees at once what was missed.
    onRefused: ({ problem }) =>
      routeAnswers.listMessages.response.safeParse(problem?.missed).data?.forEach(store.putMessage),
    onChange: () =>
      batch.run(() => {
        store.setOverlay(overlay(outbox.items()))
        outboxCell.invalidate()
      }),
    onError: emitter.error,
  }
  const retryAll = (): void => {
    outbox.wake()
    queries.retryFailed()
  }
  const sync = createSync({
    env,
    rest,
    store,
    basis,
    queries,
    signals,
    emitter,
    log,
    restored: kept?.ready,
    isReader: () => tab?.isLeader() ?? true,
    onPage: (read) => (read ? tab?.share(read) : tab?.sharePosition()),
    onPolled: (isReachable) => {
      if (isReachable) retryAll()
      connection.polled(isReachable)
    },
  })
  const connectionOptions: ConnectionOptions = {
    env,
    log,
    url: addresses.socketUrl,
    userId: options.userId,
    policy: {
      autoReconnect: options.autoReconnect ?? true,
      reconnectIntervalMs: options.reconnectInterval ?? 3_000,
      maxReconnectAttempts: options.maxReconnectAttempts ?? 5,
      canRenewToken: tokens.canRenew,
    },
    getToken: tokens.get,
    resumeCursor: sync.resumeCursor,
    onSession: sync.onSession,
    onFrames: sync.onFrames,
    onState: (state) => {
      sync.onState(state)
      if (state.status === 'connected') retryAll()
      for (const listener of [...stateListeners]) batch.add(() => listener(state))
    },
  }
  const tab =
    options.tabs?.join({
      env,
      userId: options.userId,
      scope: JSON.stringify([addresses.restUrl, options.tenantId, options.userId]),
      connection: connectionOptions,
      createConnection,
      outbox: outboxOptions,
      createOutbox,
      cursor: basis.cursor,
      catchUp: sync.catchUp,
      onLogout: () => end(),
    }) ?? null
  const outbox = tab?.outbox ?? createOutbox(outboxOptions)
  const connection = tab?.connection ?? createConnection(connectionOptions)
  stateListeners.add(connectionEvents(emitter))
  env.onLifecycle((signal) => {
    if (signal !== 'pagehide' && signal !== 'offline') retryAll()
  })

  const onState = (listener: (state: ConnectionState) => void) => {
    stateListeners.add(listener)
    return () => {
      stateListeners.delete(listener)
    }
  }
  const close = (): void => {
    persistence.close()
    outbox.close()
    connection.close()
    sync.close()
    http.close()
    env.close()
    emitter.close()
  }
  /** The user logged out in another tab. */
  const end = (): void => {
    emitter.error(failure('go on; logged out in another tab', 'unauthorized'))
    sync.forget('logged_out')
    close()
  }

  return {
    env,
    emitter,
    rest,
    store,
    basis,
    queries,
    signals,
    outbox,
    outboxCell,
    drafts: persistence.drafts,
    connection,
    onState,
    begin: persistence.begin,
    isLeader: () => tab?.isLeader() ?? true,
    logout: async () => {
      tab?.logout()
      close()
      await persistence.wipe()
    },
    close,
  }
}

function readAddresses(options: ClientOptions, env: ClientEnv): Addresses {
  try {
    return deriveAddresses(options, env.pageAddress())
  } catch (cause) {
    throw failure('read url or wsUrl', 'invalid_configuration', { cause })
  }
}

/** Tells when the connection comes and goes. */
function connectionEvents({ emit }: Emitter): (state: ConnectionState) => void {
  let wasConnected = false
  return (state) => {
    if (state.status === 'connected') emit('connect', state)
    else if (wasConnected && state.reason) emit('disconnect', state.reason)
    wasConnected = state.status === 'connected'
  }
}

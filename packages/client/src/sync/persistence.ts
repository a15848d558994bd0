import type { ConnectedUser, ConnectionState } from '../connection/state'
import type { PytakeError } from '../errors'
import { failure, toPytakeError } from '../errors'
import type { ClientEnv } from '../lib/env'
import type { Outbox } from '../outbox/outbox'
import type { ScopedStorage } from '../outbox/scoped-storage'
import { createScopedStorage } from '../outbox/scoped-storage'
import type { ClientStorage } from '../outbox/storage'
import type { Store } from '../store/store'
import type { Basis } from './basis'
import { createDraftKeeper, readDrafts } from './draft-keeper'
import type { Drafts } from './drafts'
import type { KeptView } from './kept-view'
import type { Queries } from './queries'
import { createViewKeeper } from './view-keeper'

export interface PersistenceOptions {
  env: ClientEnv
  storage: ClientStorage
  /** Address of the API. */
  api: string
  userId: string | undefined
  tenantId: string | undefined
  outbox: Pick<Outbox, 'load' | 'forget'>
  drafts: Drafts
  store: Store
  basis: Basis
  queries: Queries
  state(): ConnectionState
  onState(listener: (state: ConnectionState) => void): () => void
  /** What is shown from the storage turned out to be somebody else's. */
  forgetView(): void
  /** The user logged out in another tab. */
  onEnded(): void
  onError(error: PytakeError): void
}

/** Everything that survives a reload, each user's for itself. Loaded only where a storage is given. */
export interface Persistence {
  readonly view: KeptView
  /** Resolves once what was stored is there, or it is clear that nobody knows yet whose it would be. */
  begin(): Promise<void>
  keepDraft(conversationId: string, content: string): void
  /** There is something else to show. */
  changeView(): void
  /** Removes all of this user, also for pages to come and other tabs. */
  wipe(): Promise<void>
  /** Writes down what still waits to be. */
  close(): void
}

export function createPersistence(options: PersistenceOptions): Persistence {
  const { env, outbox, drafts, userId } = options
  let scoped: ScopedStorage | null = null
  let hasBegun = false
  const keeper = createDraftKeeper(env, tell)
  const view = createViewKeeper({ ...options, onError: tell })

  function tell(error: unknown): void {
    options.onError(toPytakeError(error, 'keep it in the storage', 'invalid_configuration'))
  }

  const open = (user: ConnectedUser | null): ScopedStorage | null => {
    const id = userId ?? user?.id
    if (scoped || id === undefined) return scoped
    // Named by the application, a user may be of any tenant until the session says which; see `claim`.
    const tenant = options.tenantId ?? (userId === undefined ? (user?.tenant_id ?? null) : null)
    const newLogin = [...env.randomBytes(16)].join('.')
    return (scoped = createScopedStorage({
      storage: options.storage,
      scope: [options.api, tenant, id],
      newLogin,
      now: () => env.now(),
    }))
  }

  const load = async (storage: ScopedStorage): Promise<void> => {
    // Who says nothing about the user has fetched everything by the time it is known.
    if (userId !== undefined) await view.restore(storage).catch(tell)
    keeper.open(storage)
    drafts.restore(readDrafts(await storage.load('drafts')))
    await outbox.load(storage)
  }

  /** Nothing is shown before it is clear whose it is, where that can be known. */
  const claim = async (storage: ScopedStorage, user: ConnectedUser): Promise<void> => {
    if (await storage.claim(user)) return
    outbox.forget()
    drafts.forget()
    view.drop()
    options.forgetView()
  }

  const begin = async (): Promise<void> => {
    const user = await firstUser(options)
    hasBegun = true
    const storage = open(user)
    if (!storage) return outbox.load()
    if (user) await claim(storage, user)
    await load(storage)
  }

  const onConnected = async (user: ConnectedUser): Promise<void> => {
    const isNew = scoped === null
    const storage = open(user)
    if (!storage) return
    await claim(storage, user)
    if (isNew) await load(storage)
  }

  const lookForEnd = async (): Promise<void> => {
    if (await scoped?.isEnded()) options.onEnded()
  }

  const flush = (): void => {
    keeper.flush()
    view.flush()
  }

  options.storage.degraded?.then(tell).catch(tell)
  options.onState((state) => {
    if (state.status === 'connected' && hasBegun) onConnected(state.user).catch(tell)
  })
  env.onLifecycle((signal) => {
    if (signal === 'pagehide') flush()
    else lookForEnd().catch(tell)
  })

  return {
    view,
    begin: () =>
      begin()
        .catch((error: unknown) => {
          tell(error)
          return outbox.load()
        })
        .finally(view.skip),
    keepDraft: keeper.keep,
    changeView: view.change,
    wipe: async () => {
      keeper.drop()
      view.drop()
      const storage = open(connectedUser(options.state()))
      if (!storage) return
      await storage.wipe().catch((cause: unknown) => {
        throw failure('remove what is stored', 'invalid_configuration', { cause })
      })
    },
    close: flush,
  }
}

const connectedUser = (state: ConnectionState): ConnectedUser | null =>
  state.status === 'connected' ? state.user : null

/** Who the session says it is; without waiting where the application has said so, or where nothing is under way. */
function firstUser({ userId, state, onState }: PersistenceOptions): Promise<ConnectedUser | null> {
  const first = state()
  if (userId !== undefined || first.status !== 'connecting') return Promise.resolve(connectedUser(first))
  return new Promise((resolve) => {
    const stop = onState((next) => {
      if (next.status === 'connecting') return
      stop()
      resolve(connectedUser(next))
    })
  })
}

import { toPytakeError } from './errors'
import type { Batch } from './lib/batch'
import type { ClientEnv } from './lib/env'
import type { ClientStorage } from './outbox/storage'
import type { Drafts } from './sync/drafts'
import { createDrafts } from './sync/drafts'
import type { Emitter } from './sync/emitter'
import type { KeptView } from './sync/kept-view'
import type { Persistence, PersistenceOptions } from './sync/persistence'

type Given = 'env' | 'storage' | 'api' | 'userId' | 'tenantId' | 'drafts' | 'onError'

export interface ClientPersistenceOptions {
  env: ClientEnv
  storage: ClientStorage | undefined
  userId: string | undefined
  tenantId: string | undefined
  batch: Batch
  emitter: Emitter
  api: string
  /** What is only there once all parts are. */
  parts(): Omit<PersistenceOptions, Given>
}

/** The client's side of persistence: its code is loaded where a storage is given, and when something is asked for. */
export interface ClientPersistence {
  drafts: Drafts
  /** Only where a storage and a user are given. */
  kept: KeptView | undefined
  /** Takes up what an earlier page left; only the first call does anything. */
  begin(): Promise<void>
  /** There is something else to keep. */
  change(): void
  wipe(): Promise<void>
  close(): void
}

export function createClientPersistence(options: ClientPersistenceOptions): ClientPersistence {
  const { env, batch, emitter, storage, userId, tenantId, api, parts } = options
  let persistence: Promise<Persistence> | undefined
  let begun: Promise<void> | undefined
  const then = <Result>(use: (loaded: Persistence) => Result): Promise<Result | undefined> | undefined =>
    persistence?.then(use, () => undefined)

  const drafts = createDrafts(batch, (id, content) => void then((loaded) => loaded.keepDraft(id, content)))

  const load = (): Promise<Persistence> | undefined =>
    storage &&
    (persistence ??= env.load(async () => {
      const { createPersistence } = await import('./sync/persistence')
      return createPersistence({ ...parts(), env, storage, api, userId, tenantId, drafts, onError: emitter.error })
    }))

  const start = async (): Promise<void> => {
    if (!storage) return parts().outbox.load()
    try {
      await (await load())?.begin()
    } catch (error) {
      emitter.error(toPytakeError(error, 'load the code for the storage', 'network_unreachable'))
      await parts().outbox.load()
    }
  }
  const begin = (): Promise<void> => (begun ??= start())

  const view = async (): Promise<KeptView | undefined> => {
    void begin()
    return then((loaded) => loaded.view)
  }
  const kept = {
    list: async (key: string) => (await view())?.list(key),
    messages: async (id: string) => (await view())?.messages(id),
    counts: async () => (await view())?.counts(),
    ready: async () => (await view())?.ready(),
  }

  return {
    drafts,
    kept: storage && userId !== undefined ? kept : undefined,
    begin,
    change: () => void then((loaded) => loaded.changeView()),
    wipe: async () => (await load())?.wipe(),
    close: () => void then((loaded) => loaded.close()),
  }
}

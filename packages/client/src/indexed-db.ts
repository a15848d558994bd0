import { createEntries } from './indexed-db/entries'
import { createFallback } from './indexed-db/fallback'
import type { ClientStorage } from './outbox/storage'

export type { ClientStorage } from './outbox/storage'

export interface IndexedDbOptions {
  /** Name of the database; by default `pytake`. */
  name?: string
}

/**
 * Keeps the outbox, drafts and what was on screen in the browser's IndexedDB, files included. Where the browser gives
 * none (private mode, a full disk, a deleted or blocked database), everything goes on in memory and the client tells it
 * once as an `error` event.
 *
 * @example
 * const client = createClient({ userId, getToken, storage: indexedDb() })
 */
export function indexedDb({ name = 'pytake' }: IndexedDbOptions = {}): ClientStorage {
  return createFallback(createEntries(name))
}

import type { DBSchema, IDBPDatabase } from 'idb'
import { openDB } from 'idb'
import { waitAtMost } from './patience-env'

/** Raise it together with a step in `UPGRADES`. */
export const DATABASE_VERSION = 1
/** An old tab may hold the database shut, and some browsers never answer; the page must go on without it. */
const OPEN_TIMEOUT_MS = 5_000

export interface Entry {
  collection: string
  id: string
  value: unknown
}

interface Tables extends DBSchema {
  entries: { key: [string, string]; value: Entry; indexes: { collection: string } }
}

export type Database = IDBPDatabase<Tables>

/** What leads from each version to the next; the first from nothing to 1. */
const UPGRADES: ((database: Database) => void)[] = [
  (database) => {
    const entries = database.createObjectStore('entries', { keyPath: ['collection', 'id'] })
    entries.createIndex('collection', 'collection')
  },
]

/** @param onGone the connection can no longer be used: another tab wants a newer version, or the data were deleted */
export function openDatabase(name: string, onGone: () => void): Promise<Database> {
  const close = (): void => void opening.then((database) => database.close()).catch(() => undefined)
  const opening: Promise<Database> = openDB<Tables>(name, DATABASE_VERSION, {
    upgrade: (database, oldVersion) => {
      for (const step of UPGRADES.slice(oldVersion)) step(database)
    },
    // Held on to, this connection would keep the other tab's upgrade waiting for as long as this page lives.
    blocking: () => {
      onGone()
      close()
    },
    terminated: onGone,
  })
  // Should it open after all, nobody uses it, and it must not stand in the way of others.
  return waitAtMost(OPEN_TIMEOUT_MS, opening, close)
}

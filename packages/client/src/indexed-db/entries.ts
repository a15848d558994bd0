import type { Database, Entry } from './database'
import { openDatabase } from './database'

/** The entries of one database; every method may reject. */
export interface Entries {
  load(collection: string): Promise<Entry[]>
  save(entry: Entry): Promise<void>
  remove(collection: string, id: string): Promise<void>
}

export function createEntries(name: string): Entries {
  let opened: Promise<Database> | null = null

  const open = (): Promise<Database> => {
    if (opened !== null) return opened
    const opening: Promise<Database> = openDatabase(name, () => {
      if (opened === opening) opened = null
    })
    opened = opening
    return opening
  }

  /** Closed between two calls, by a newer tab or by whoever deleted the data, it is opened once more. */
  const use = async <Result>(work: (database: Database) => Promise<Result>): Promise<Result> => {
    const held = open()
    try {
      return await work(await held)
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
      if (opened === held) opened = null
      return work(await open())
    }
  }

  return {
    load: (collection) => use((database) => database.getAllFromIndex('entries', 'collection', collection)),
    save: async (entry) => void (await use((database) => database.put('entries', entry))),
    remove: (collection, id) => use((database) => database.delete('entries', [collection, id])),
  }
}

import type { PytakeError } from '../errors'
import { toPytakeError } from '../errors'
import type { OutboxItem } from './item'
import { filesOf, fromRecord, toRecord } from './record'
import type { ClientStorage } from './storage'

const ITEMS = 'outbox'
const FILES = 'files'

/** Where the outbox lies; a full or forbidden storage is told, but keeps no message from being sent. */
export interface Shelf {
  open(storage: ClientStorage): void
  /** Oldest first; rejects never. */
  load(): Promise<OutboxItem[]>
  save(item: OutboxItem): Promise<void>
  remove(item: OutboxItem): Promise<void>
}

export function createShelf(onError: (error: PytakeError) => void): Shelf {
  let storage: ClientStorage | undefined
  const tell = (error: unknown): void => {
    onError(toPytakeError(error, 'store the outbox', 'invalid_configuration'))
  }

  return {
    open: (given) => {
      storage = given
    },
    load: async () => {
      const read = async (collection: string) => (await storage?.load(collection).catch(tell)) ?? []
      const items = (await read(ITEMS)).map(fromRecord).filter((item) => item !== null)
      const files = filesOf(await read(FILES))
      const found = items.map((item) => {
        const file = files.get(item.id)
        return file && files.delete(item.id) ? { ...item, file } : item
      })
      // What is left has lost its message in a crash.
      for (const id of files.keys()) storage?.remove(FILES, id).catch(tell)
      return found.sort((a, b) => a.position - b.position)
    },
    save: async (item) => {
      const { id, file, upload } = item
      // The file first: a message without it could never be sent.
      if (file && upload) await storage?.save(FILES, id, { id, file }).catch(tell)
      await storage?.save(ITEMS, id, toRecord(item)).catch(tell)
    },
    remove: async ({ id, file }) => {
      await storage?.remove(ITEMS, id).catch(tell)
      if (file) await storage?.remove(FILES, id).catch(tell)
    },
  }
}

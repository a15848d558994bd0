/**
 * Where the client keeps what must survive a reload. Values are plain JSON data, and for files also `Blob`s; a storage
 * that cannot keep a `Blob` rejects it. `id` is unique within a collection.
 *
 * @example
 * createClient({ token, storage: memoryStorage() })
 */
export interface ClientStorage {
  /** Everything in the collection, in any order. */
  load(collection: string): Promise<unknown[]>
  /** Stores the value, in place of an older one with the same id; resolves once it is safe. */
  save(collection: string, id: string, value: unknown): Promise<void>
  /** Does nothing where there is no such value. */
  remove(collection: string, id: string): Promise<void>
  /** Resolves with the cause where the storage had to fall back to memory; never rejects. */
  readonly degraded?: Promise<unknown>
}

/** Keeps everything as long as the page lives. */
export function memoryStorage(): ClientStorage {
  const collections = new Map<string, Map<string, unknown>>()
  return {
    load: async (collection) => [...(collections.get(collection)?.values() ?? [])],
    save: async (collection, id, value) => {
      const values = collections.get(collection) ?? new Map<string, unknown>()
      collections.set(collection, values.set(id, value))
    },
    remove: async (collection, id) => {
      collections.get(collection)?.delete(id)
    },
  }
}

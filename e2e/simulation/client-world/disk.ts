import type { ClientStorage } from '@pytake/client'

/** What outlives a page: written at once or not at all, and full when a run says so. */
export interface Disk extends ClientStorage {
  isFull: boolean
  /** Everything that is written now, as it lies there. */
  peek(): string[]
}

export function createDisk(): Disk {
  const collections = new Map<string, Map<string, string>>()
  const disk: Disk = {
    isFull: false,
    peek: () => [...collections.values()].flatMap((values) => [...values.values()]),
    load: async (collection) => {
      const values: unknown[] = []
      for (const text of collections.get(collection)?.values() ?? []) values.push(JSON.parse(text))
      return values
    },
    save: async (collection, id, value) => {
      if (disk.isFull) throw new DOMException('no space left', 'QuotaExceededError')
      const values = collections.get(collection) ?? new Map<string, string>()
      collections.set(collection, values.set(id, JSON.stringify(value)))
    },
    remove: async (collection, id) => {
      collections.get(collection)?.delete(id)
    },
  }
  return disk
}

/** The texts of the messages that wait on a disk. */
export const writtenOn = (disk: Disk): string[] =>
  disk.peek().flatMap((text) => /"content":"([a-z]+-\d \d+)"/.exec(text)?.[1] ?? [])

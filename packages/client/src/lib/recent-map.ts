/** A Map that keeps only what was written last: at least `minEntries` of it, and never twice as many. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  clear(): void
}

/**
 * Two generations: when the young one is full, the old one is let go. Deleting the oldest entry each time would walk
 * over the holes that the deletions before it left in the Map.
 */
export function createRecentMap<Value>(minEntries: number): RecentMap<Value> {
  let young = new Map<string, Value>()
  let old = young
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      if (young.size >= minEntries) {
        old = young
        young = new Map()
      }
      young.set(key, value)
    },
    delete: (key) => {
      young.delete(key)
      old.delete(key)
    },
    clear: () => {
      old = young = new Map()
    },
  }
}

/** Something shared by key that may be let go while nobody watches it. */
export interface Poolable {
  isWatched(): boolean
  /** Stops its upkeep; it must be able to come back by itself. */
  detach(): void
}

/** Shares one instance per key and keeps at most `maxIdle` that nobody watches, the latest used. */
export interface Pool<Item> {
  get(key: string, create: () => Item): Item
  all(): IterableIterator<Item>
}

export function createPool<Item extends Poolable>(maxIdle: number): Pool<Item> {
  const items = new Map<string, Item>()

  const evict = (): void => {
    const idle = [...items].filter(([, item]) => !item.isWatched())
    for (const [key, item] of idle.slice(0, Math.max(0, idle.length - maxIdle))) {
      items.delete(key)
      item.detach()
    }
  }

  return {
    get: (key, create) => {
      const held = items.get(key)
      const item = held ?? create()
      // Deleting first moves the key to the end: a Map remembers insertion, so the front is the longest unused.
      items.delete(key)
      items.set(key, item)
      if (held === undefined) evict()
      return item
    },
    all: () => items.values(),
  }
}

/** Something shared by key that may be let go while nobody watches it. */
export interface Poolable {
  isWatched(): boolean
  /** What it holds, in whatever the pool counts. */
  size(): number
  /** Stops its upkeep and forgets; it must be able to come back by itself. */
  detach(): void
}

/** Shares one instance per key; those that nobody watches are let go, the longest unused first. */
export interface Pool<Item> {
  /** @param create gets what it is to call whenever it comes back after it was let go */
  get(key: string, create: (comeBack: () => void) => Item): Item
  all(): IterableIterator<Item>
}

/** How many more come before it is looked again who can go: looking costs a walk over all. */
const SLACK = 10

/** @param maxIdleSize how much may be held that nobody watches; the one used last always stays */
export function createPool<Item extends Poolable>(maxIdleSize: number): Pool<Item> {
  const items = new Map<string, Item>()
  /** In the order of use: a Map remembers insertion. */
  const keys = new Map<Item, string>()
  let evictAt = SLACK

  const use = (key: string, item: Item): void => {
    if (!items.has(key)) items.set(key, item)
    keys.delete(item)
    keys.set(item, key)
    if (keys.size > evictAt) evict()
  }

  const evict = (): void => {
    let room = maxIdleSize
    for (const [item, key] of [...keys].reverse()) {
      if (item.isWatched()) continue
      if (room <= 0) {
        keys.delete(item)
        if (items.get(key) === item) items.delete(key)
        item.detach()
      }
      room -= item.size()
    }
    evictAt = keys.size + SLACK
  }

  return {
    get: (key, create) => {
      const item = items.get(key) ?? create(() => use(key, item))
      use(key, item)
      return item
    },
    all: () => keys.keys(),
  }
}

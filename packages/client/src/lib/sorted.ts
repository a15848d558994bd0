/** Negative where `a` stands before `b`; never 0 for two different items. */
export type Compare<Item> = (a: Item, b: Item) => number

/** Index of the first item that does not stand before the given place. */
export function lowerBound<Place>(sorted: readonly Place[], place: Place, compare: Compare<Place>): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const candidate = sorted[middle]
    if (candidate !== undefined && compare(candidate, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Items by id and in order; a change costs a binary search and a splice, not a sorted copy. */
export interface SortedTable<Item> {
  readonly sorted: readonly Item[]
  get(id: string): Item | undefined
  /** Puts the item in its place; what was held under its id leaves. */
  put(item: Item): void
  /** False where it is not held. */
  remove(id: string): boolean
  clear(): void
}

export function createSortedTable<Item extends { id: string }>(compare: Compare<Item>): SortedTable<Item> {
  const byId = new Map<string, Item>()
  const sorted: Item[] = []

  const remove = (id: string): boolean => {
    const held = byId.get(id)
    if (held === undefined) return false
    sorted.splice(lowerBound(sorted, held, compare), 1)
    return byId.delete(id)
  }

  return {
    sorted,
    get: (id) => byId.get(id),
    put: (item) => {
      const held = byId.get(item.id)
      byId.set(item.id, item)
      if (held !== undefined) {
        const index = lowerBound(sorted, held, compare)
        if (compare(held, item) === 0) {
          sorted[index] = item
          return
        }
        sorted.splice(index, 1)
      }
      // What is new mostly stands at one of the ends.
      const [first, last] = [sorted[0], sorted[sorted.length - 1]]
      if (last === undefined || compare(last, item) < 0) sorted.push(item)
      else if (first !== undefined && compare(item, first) < 0) sorted.unshift(item)
      else sorted.splice(lowerBound(sorted, item, compare), 0, item)
    },
    remove,
    clear: () => {
      byId.clear()
      sorted.length = 0
    },
  }
}

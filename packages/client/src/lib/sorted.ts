/** Negative where `a` stands before `b`; never 0 for two different items. */
export type Compare<Item> = (a: Item, b: Item) => number

/** Index of the first item that does not stand before the given one. */
export function lowerBound<Item>(sorted: readonly Item[], item: Item, compare: Compare<Item>): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const candidate = sorted[middle]
    if (candidate !== undefined && compare(candidate, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Inserts in place: an event costs a binary search and a splice, not a sorted copy. */
export function insertSorted<Item>(sorted: Item[], item: Item, compare: Compare<Item>): void {
  sorted.splice(lowerBound(sorted, item, compare), 0, item)
}

/** Removes the very same object in place; does nothing where it is not held. */
export function removeSorted<Item>(sorted: Item[], item: Item, compare: Compare<Item>): void {
  const index = lowerBound(sorted, item, compare)
  if (sorted[index] === item) sorted.splice(index, 1)
}

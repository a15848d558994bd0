/** What finding the first unread message looks at. */
interface Countable {
  key: string
  sender_type: string
}

/**
 * Key of the first of the last `unread` messages of the customer; null where there are none or where it is not loaded.
 *
 * @param items oldest first
 */
export function firstUnreadKey(items: readonly Countable[], unread: number): string | null {
  let left = unread
  for (const item of items.toReversed()) {
    if (left <= 0) return null
    if (item.sender_type === 'contact' && --left === 0) return item.key
  }
  return null
}

/**
 * How many of the customer's messages stand below the last one that was seen.
 *
 * @param seenKey null where everything was seen
 */
export function countBelow(items: readonly Countable[], seenKey: string | null): number {
  const seen = items.findIndex((item) => item.key === seenKey)
  return seen === -1 ? 0 : items.slice(seen + 1).filter((item) => item.sender_type === 'contact').length
}

import type { OutboxItem } from './item'

export interface SendPlan {
  /** To be sent now. */
  start: OutboxItem[]
  /** When to look again; null where nothing waits for a time. */
  wakeAtMs: number | null
}

/**
 * Decides what goes out: of each conversation only its oldest message that has not failed, so that order holds across
 * retries; conversations do not wait for one another.
 *
 * @param items oldest first
 * @param heldIds not to be sent yet; they hold up their conversation
 */
export function planSends(
  items: readonly OutboxItem[],
  heldIds: ReadonlySet<string>,
  nowMs: number,
  maxParallel: number,
): SendPlan {
  const seen = new Set<string>()
  const ready: OutboxItem[] = []
  let sending = 0
  let wakeAtMs: number | null = null
  for (const item of items) {
    const { state, conversation_id } = item
    if (state.status === 'failed' || seen.has(conversation_id)) continue
    seen.add(conversation_id)
    if (heldIds.has(item.id)) continue
    if (state.status === 'sending') sending += 1
    else if (state.nextAttemptAt === null || state.nextAttemptAt <= nowMs) ready.push(item)
    else wakeAtMs = Math.min(wakeAtMs ?? Infinity, state.nextAttemptAt)
  }
  return { start: ready.slice(0, Math.max(0, maxParallel - sending)), wakeAtMs }
}

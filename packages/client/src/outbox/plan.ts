import type { OutboxItem } from './item'

/** Conversations that send at the same time. */
const MAX_PARALLEL_SENDS = 4
/** Counted apart: a slow upload takes no place from a message elsewhere. */
const MAX_PARALLEL_UPLOADS = 2

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
export function planSends(items: readonly OutboxItem[], heldIds: ReadonlySet<string>, nowMs: number): SendPlan {
  const seen = new Set<string>()
  const ready: OutboxItem[] = []
  const room = { send: MAX_PARALLEL_SENDS, upload: MAX_PARALLEL_UPLOADS }
  const kindOf = ({ upload }: OutboxItem) => (upload ? 'upload' : 'send')
  let wakeAtMs: number | null = null
  for (const item of items) {
    const { state, conversation_id } = item
    if (state.status === 'failed' || seen.has(conversation_id)) continue
    seen.add(conversation_id)
    if (heldIds.has(item.id)) continue
    if (state.status === 'sending') room[kindOf(item)] -= 1
    else if (state.nextAttemptAt === null || state.nextAttemptAt <= nowMs) ready.push(item)
    else wakeAtMs = Math.min(wakeAtMs ?? Infinity, state.nextAttemptAt)
  }
  return { start: ready.filter((item) => (room[kindOf(item)] -= 1) >= 0), wakeAtMs }
}

import type { CountsSnapshot } from '@pytake/client'
import { useClient } from './provider'
import { useStore } from './use-store'

/**
 * True totals by status and of unread messages, not those of the loaded pages; `counts` is null until they are known.
 *
 * @example
 * function Unread() {
 *   return <b>{useCounts().counts?.unread ?? 0}</b>
 * }
 */
export function useCounts(): CountsSnapshot {
  return useStore(useClient().counts(), UNCOUNTED)
}

export const UNCOUNTED: CountsSnapshot = { status: 'loading', error: null, counts: null }

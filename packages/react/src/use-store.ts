import type { Live } from '@pytake/client'
import { useCallback, useSyncExternalStore } from 'react'

/**
 * The one seam between the client's live values and React: every hook that shows data goes through here.
 *
 * @param live the value, or null where there is none to read yet
 * @param initial what a server renders and what hydration starts from; the client may already hold more, and then React
 * renders again at once instead of complaining about different markup
 */
export function useStore<Snapshot>(live: Live<Snapshot> | null, initial: Snapshot): Snapshot {
  const subscribe = useCallback((listener: () => void) => live?.subscribe(listener) ?? unsubscribed, [live])
  return useSyncExternalStore(
    subscribe,
    () => live?.getSnapshot() ?? initial,
    () => initial,
  )
}

const unsubscribed = () => {}

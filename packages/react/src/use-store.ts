import type { Live } from '@pytake/client'
import { useCallback, useSyncExternalStore } from 'react'

/** A live value that also knows what a server renders and what hydration starts from. */
export interface RenderableLive<Snapshot> extends Live<Snapshot> {
  getServerSnapshot(): Snapshot
}

/** The one seam between live values and React: every hook that shows data ends here. */
export function useLive<Snapshot>({ subscribe, getSnapshot, getServerSnapshot }: RenderableLive<Snapshot>): Snapshot {
  return useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot)
}

/**
 * Renders what a live value of the client holds.
 *
 * @param live the value, or null where there is none to read yet
 * @param initial what a server renders and what hydration starts from, unless the server handed over more; the client
 * may already hold more, and then React renders again at once instead of complaining about different markup
 */
export function useStore<Snapshot>(live: Live<Snapshot> | null, initial: Snapshot): Snapshot {
  const subscribe = useCallback((listener: () => void) => live?.subscribe(listener) ?? unsubscribed, [live])
  return useLive({
    subscribe,
    getSnapshot: () => live?.getSnapshot() ?? initial,
    getServerSnapshot: () => live?.getServerSnapshot?.() ?? initial,
  })
}

const unsubscribed = () => {}

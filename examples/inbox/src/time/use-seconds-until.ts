'use client'

import { useCallback, useSyncExternalStore } from 'react'

/**
 * Whole seconds until an instant, never below zero; null where there is none.
 *
 * @param atMs milliseconds since 1970
 */
export function useSecondsUntil(atMs: number | null): number | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (atMs === null) return () => {}
      const timer = setInterval(listener, 250)
      return () => clearInterval(timer)
    },
    [atMs],
  )
  const read = () => (atMs === null ? null : Math.max(0, Math.ceil((atMs - Date.now()) / 1000)))
  return useSyncExternalStore(subscribe, read, () => null)
}

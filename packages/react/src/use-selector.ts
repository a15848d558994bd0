import type { Live } from '@pytake/client'
import { useEffect, useMemo } from 'react'
import { derived } from './derived'
import { useLive } from './use-store'

/**
 * One part of a live value; the component renders again only when that part changes.
 *
 * Whatever the client offers live can be read so: `client.conversations(…)`, `client.outbox`, `client.counts()`. The
 * function may be another one on every render.
 *
 * @param isEqual by default identity; give your own where `select` builds a new object each time
 * @example
 * function WaitingCount() {
 *   const client = useClient()
 *   return <b>{useSelector(client.counts(), ({ counts }) => counts?.waiting ?? 0)}</b>
 * }
 */
export function useSelector<Snapshot, Selection>(
  live: Live<Snapshot>,
  select: (snapshot: Snapshot) => Selection,
  isEqual: (a: Selection, b: Selection) => boolean = Object.is,
): Selection {
  const held = useMemo(() => createBox<Selection>(), [])
  const selected = useMemo(() => {
    const selectNext = (snapshot: Snapshot, last: Selection | undefined): Selection => {
      const before = last ?? held.get()
      const next = select(snapshot)
      return before !== undefined && isEqual(before, next) ? before : next
    }
    return derived(live, selectNext, () => live.getSnapshot())
  }, [live, select, isEqual, held])
  const selection = useLive(selected)
  useEffect(() => held.set(selection), [held, selection])
  return selection
}

/** What the last committed render showed. */
function createBox<Value>() {
  let held: Value | undefined
  return {
    get: () => held,
    set: (value: Value): void => {
      held = value
    },
  }
}

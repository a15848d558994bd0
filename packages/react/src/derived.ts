import type { Live } from '@pytake/client'
import { onNextFrame } from './env'
import type { RenderableLive } from './use-store'

/**
 * What is selected from a live value, as a live value of its own. Where `select` gives back what it gave before, nobody
 * who reads it renders.
 *
 * @param select is given what it selected before, or undefined
 * @param initial what a server renders where it handed nothing over
 */
export function derived<Snapshot, Selection>(
  live: Live<Snapshot>,
  select: (snapshot: Snapshot, before: Selection | undefined) => Selection,
  initial: () => Snapshot,
): RenderableLive<Selection> {
  const read = onceEach(select)
  const readServer = onceEach(select)
  return {
    subscribe: (listener) => live.subscribe(listener),
    getSnapshot: () => read(live.getSnapshot()),
    getServerSnapshot: () => readServer(live.getServerSnapshot?.() ?? initial()),
  }
}

function onceEach<Snapshot, Selection>(
  select: (snapshot: Snapshot, before: Selection | undefined) => Selection,
): (snapshot: Snapshot) => Selection {
  let latest: { snapshot: Snapshot; selection: Selection } | null = null
  return (snapshot) => {
    if (latest === null || !Object.is(latest.snapshot, snapshot)) {
      latest = { snapshot, selection: select(snapshot, latest?.selection) }
    }
    return latest.selection
  }
}

/**
 * The same live list, told at most once a frame: the first change at once, those that follow in the same frame together.
 * A list that is sorted anew by each of twenty messages renders once for them. Another status is told at once.
 */
export function paced<Some extends Live<{ status: string }>>(live: Some): Some {
  return {
    ...live,
    subscribe: (listener) => {
      let told = live.getSnapshot()
      let cancelFrame: (() => void) | null = null
      const tell = (): void => {
        const snapshot = live.getSnapshot()
        if (Object.is(snapshot, told)) return
        told = snapshot
        cancelFrame?.()
        cancelFrame = onNextFrame(endFrame)
        listener()
      }
      const endFrame = (): void => {
        cancelFrame = null
        tell()
      }
      const unsubscribe = live.subscribe(() => {
        if (cancelFrame === null || live.getSnapshot().status !== told.status) tell()
      })
      return () => {
        unsubscribe()
        cancelFrame?.()
      }
    },
  }
}

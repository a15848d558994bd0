import type { Batch } from './batch'
import type { Live } from './live'

/** A live value whose snapshot is built when somebody looks, not when something changes. */
export interface Cell<Snapshot> extends Live<Snapshot> {
  /** The snapshot is out of date: forget it, and tell the listeners at the end of the batch. */
  invalidate(): void
  isWatched(): boolean
}

interface CellOptions<Snapshot> {
  batch: Batch
  build: () => Snapshot
  /** The first listener came. */
  onWatched?: () => void
}

export function createCell<Snapshot>({ batch, build, onWatched }: CellOptions<Snapshot>): Cell<Snapshot> {
  // Subscriptions, not functions: the same function may subscribe twice.
  const subscriptions = new Set<{ listener: () => void }>()
  let cached: { snapshot: Snapshot } | null = null

  const notify = (): void => {
    for (const { listener } of subscriptions) batch.add(listener)
  }

  return {
    getSnapshot: () => (cached ??= { snapshot: build() }).snapshot,
    subscribe: (listener) => {
      const subscription = { listener }
      subscriptions.add(subscription)
      if (subscriptions.size === 1) onWatched?.()
      return () => {
        subscriptions.delete(subscription)
      }
    },
    invalidate: () => {
      cached = null
      if (subscriptions.size > 0) batch.add(notify)
    },
    isWatched: () => subscriptions.size > 0,
  }
}

/** Collects changes, so that whoever listens hears once and only when all of them are in. */
export interface Batch {
  /** Runs the changes; listeners hear when the outermost batch ends. */
  run<Result>(change: () => Result): Result
  /** Schedules a notification; the same one at most once a batch. */
  add(notify: () => void): void
}

/** @param onError hears what a listener threw, since one listener must not keep the others from hearing */
export function createBatch(onError: (error: unknown) => void): Batch {
  const waiting = new Set<() => void>()
  let depth = 0

  const flush = (): void => {
    // A listener may change something again: what it adds is heard in a further round, after this one is complete.
    while (waiting.size > 0) {
      const round = [...waiting]
      waiting.clear()
      for (const notify of round) {
        try {
          notify()
        } catch (error) {
          onError(error)
        }
      }
    }
  }

  const batch: Batch = {
    run: (change) => {
      depth += 1
      try {
        return change()
      } finally {
        if (depth === 1) flush()
        depth -= 1
      }
    },
    add: (notify) => {
      waiting.add(notify)
      if (depth === 0) batch.run(() => undefined)
    },
  }
  return batch
}

interface Timer {
  at: number
  /** Timers of one instant run in the order they were set. */
  order: number
  task: () => void
}

/** Time that moves only when told to. Everything in a run waits on this one clock. */
export interface VirtualClock {
  now(): number
  setTimer(delayMs: number, task: () => void): () => void
  /** Moves to the next timer and runs it; false when none is set up to `until`. */
  runNext(until: number): boolean
  moveTo(time: number): void
  readonly pending: number
}

/** Monday, so that day boundaries and `created_at` look like a working week. */
const START = Date.UTC(2026, 0, 5, 9, 0, 0)

export function createVirtualClock(): VirtualClock {
  const timers: Timer[] = []
  let now = START
  let order = 0

  const insert = (timer: Timer) => {
    let low = 0
    let high = timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = timers[middle]
      // Later timers stand first, so that the next one is taken from the end.
      if (other !== undefined && (other.at > timer.at || (other.at === timer.at && other.order > timer.order)))
        low = middle + 1
      else high = middle
    }
    timers.splice(low, 0, timer)
  }

  return {
    now: () => now,
    setTimer(delayMs, task) {
      const timer = { at: now + Math.max(0, delayMs), order: order++, task }
      insert(timer)
      return () => {
        const index = timers.indexOf(timer)
        if (index >= 0) timers.splice(index, 1)
      }
    },
    runNext(until) {
      const next = timers.at(-1)
      if (next === undefined || next.at > until) return false
      timers.pop()
      now = Math.max(now, next.at)
      next.task()
      return true
    },
    moveTo(time) {
      now = Math.max(now, time)
    },
    get pending() {
      return timers.length
    },
  }
}

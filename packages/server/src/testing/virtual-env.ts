import type { ServerEnv } from '../env'

/** An env whose time stands still until a test moves it. */
export interface VirtualEnv extends ServerEnv {
  /** Lets everything run that needs no time, then moves the clock, timer by timer. */
  advance(durationMs: number): Promise<void>
  /** Lets everything run that needs no time. */
  settle(): Promise<void>
  /** Sets the clock forward without running timers, as a machine waking from sleep does. */
  jump(durationMs: number): void
  /** How many timers wait: what has been closed leaves none. */
  pendingTimers(): number
}

interface Timer {
  dueAt: number
  task: () => void
}

export function virtualEnv(overrides: Partial<ServerEnv> = {}, startMs = 1_800_000_000_000): VirtualEnv {
  let now = startMs
  let timers: Timer[] = []
  const settle = async () => {
    // Promises of the code under test may be chained deeply; each turn of the event loop empties all of them.
    for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return {
    now: () => now,
    setTimer(delayMs, task) {
      const timer = { dueAt: now + Math.max(0, delayMs), task }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    randomBytes: (length) => new Uint8Array(length).fill(7),
    fetch: () => Promise.reject(new TypeError('no network here')),
    ...overrides,
    settle,
    jump(durationMs) {
      now += durationMs
    },
    pendingTimers: () => timers.length,
    async advance(durationMs) {
      const end = now + durationMs
      await settle()
      for (let next = earliest(timers, end); next !== undefined; next = earliest(timers, end)) {
        const due = next
        timers = timers.filter((other) => other !== due)
        now = Math.max(now, due.dueAt)
        due.task()
        await settle()
      }
      now = end
    },
  }
}

const earliest = (timers: readonly Timer[], end: number): Timer | undefined =>
  timers.filter(({ dueAt }) => dueAt <= end).sort((left, right) => left.dueAt - right.dueAt)[0]

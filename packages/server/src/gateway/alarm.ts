import type { ServerEnv } from '../env'

/** Timers of node overflow above 2^31 ms; the hour also bounds what a clock set forward can hide. */
const MAX_HOP_MS = 3_600_000

/** Runs a task at a time of the wall clock, however far away. */
export class Alarm {
  private cancel: (() => void) | null = null

  constructor(private readonly env: Pick<ServerEnv, 'now' | 'setTimer'>) {}

  /** Replaces what was set before; null only clears. `at` is in milliseconds since 1970. */
  set(at: number | null, task: () => void): void {
    this.clear()
    if (at === null) return
    const delayMs = Math.min(Math.max(at - this.env.now(), 0), MAX_HOP_MS)
    this.cancel = this.env.setTimer(delayMs, () => {
      this.cancel = null
      // Early by a hop, or because timers and the wall clock are not the same clock.
      if (this.env.now() < at) this.set(at, task)
      else task()
    })
  }

  clear(): void {
    this.cancel?.()
    this.cancel = null
  }
}

import type { ServerEnv } from '../../env'

interface Timer {
  at: number
  order: number
  task: () => void
}

/** A clock that stands until it is told to move, and counts the timers that wait. */
export class VirtualEnv implements Pick<ServerEnv, 'now' | 'setTimer' | 'randomBytes'> {
  private time = Date.UTC(2026, 0, 15, 10, 0, 0)
  private order = 0
  private readonly timers = new Set<Timer>()
  private byte = 0

  get pendingTimers(): number {
    return this.timers.size
  }

  now = (): number => this.time

  setTimer = (delayMs: number, task: () => void): (() => void) => {
    const timer = { at: this.time + delayMs, order: (this.order += 1), task }
    this.timers.add(timer)
    return () => {
      this.timers.delete(timer)
    }
  }

  randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill((this.byte = (this.byte + 1) % 256))

  /** Moves the clock, running what becomes due in order and letting promises settle in between. */
  async advance(durationMs: number): Promise<void> {
    const until = this.time + durationMs
    await settled()
    for (let timer = this.nextUntil(until); timer !== undefined; timer = this.nextUntil(until)) {
      this.timers.delete(timer)
      this.time = Math.max(this.time, timer.at)
      timer.task()
      await settled()
    }
    this.time = until
  }

  /** Sets the clock forward without running timers, as a machine waking from sleep does. */
  jump(durationMs: number): void {
    this.time += durationMs
  }

  private nextUntil(until: number): Timer | undefined {
    const [first] = [...this.timers].sort((one, other) => one.at - other.at || one.order - other.order)
    return first !== undefined && first.at <= until ? first : undefined
  }
}

/** Resolves when no promise has anything left to do. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

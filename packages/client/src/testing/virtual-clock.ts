import { setImmediate } from 'node:timers/promises'

/** Rounds of the event loop without a request under way after which everything is taken to be at rest. */
const QUIET_ROUNDS = 4

interface Timer {
  atMs: number
  task: () => void
}

/** Time that passes only when told to; all pages and the server of one test share it. */
export class VirtualClock {
  nowMs = Date.parse('2026-01-15T10:00:00.000Z')
  /** Requests under way. */
  requests = 0
  /** The next one stands last, so that it is taken from the end. */
  readonly #timers: Timer[] = []

  now = () => this.nowMs

  setTimer = (delayMs: number, task: () => void) => {
    const timer = { atMs: this.nowMs + Math.max(0, delayMs), task }
    this.#timers.splice(this.#placeOf(timer), 0, timer)
    return () => {
      const index = this.#timers.indexOf(timer)
      if (index >= 0) this.#timers.splice(index, 1)
    }
  }

  /** How many timers wait: none may, once a client is closed. */
  get pendingTimers(): number {
    return this.#timers.length
  }

  /** Holds a request up; while it sleeps, the world counts as at rest. */
  sleep = async (durationMs: number) => {
    this.requests -= 1
    await new Promise<void>((resolve) => this.setTimer(durationMs, resolve))
    this.requests += 1
  }

  /** Lets promises and requests come to rest without passing time. */
  settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await setImmediate()
      quiet = this.requests === 0 ? quiet + 1 : 0
    }
  }

  /** Passes time; whatever falls due happens in its order. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.nowMs + durationMs
    await this.settle()
    for (let due = this.#takeDue(untilMs); due; due = this.#takeDue(untilMs)) {
      this.nowMs = Math.max(this.nowMs, due.atMs)
      due.task()
      await this.settle()
    }
    this.nowMs = untilMs
  }

  #takeDue(untilMs: number): Timer | undefined {
    const next = this.#timers.at(-1)
    return next && next.atMs <= untilMs ? this.#timers.pop() : undefined
  }

  /** Timers of one instant run in the order they were set. */
  #placeOf({ atMs }: Timer): number {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#timers[middle]?.atMs ?? 0) > atMs) low = middle + 1
      else high = middle
    }
    // Before those of the same instant, which are taken first.
    return low
  }
}

/**
 * Lets promises come to rest without a turn of the event loop: much faster, for worlds in which nothing but promises
 * and virtual timers is waited for. Bodies of requests take one tick each.
 */
export async function settleTicks(isBusy: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TICKS;) {
    await new Promise<void>((resolve) => process.nextTick(resolve))
    quiet = isBusy() ? 0 : quiet + 1
  }
}

const QUIET_TICKS = 3

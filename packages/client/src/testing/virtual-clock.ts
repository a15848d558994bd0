// Taken before a test fakes the timers. Browsers have no `setImmediate`.
const later = typeof setImmediate === 'function' ? setImmediate : (task: () => void) => setTimeout(task, 0)

/** One turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => void later(resolve))

/**
 * How everything comes to rest. Turns of the event loop let whatever takes part go on; ticks end when all promises have,
 * which is much faster and enough for a world of clients and a test server alone.
 */
export type Settling = 'turns' | 'ticks'

/** Rounds without a request under way after which everything is taken to be at rest. */
const QUIET_TURNS = 4
/** A body is read in one tick. */
const QUIET_TICKS = 3

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
  readonly #settling: Settling

  constructor(settling: Settling = 'turns') {
    this.#settling = settling
  }

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
    const isByTicks = this.#settling === 'ticks'
    const rounds = isByTicks ? QUIET_TICKS : QUIET_TURNS
    for (let quiet = 0; quiet < rounds;) {
      // What is under way may need the event loop, as a part of the client that is loaded does.
      if (isByTicks && this.requests === 0) await new Promise<void>((resolve) => process.nextTick(resolve))
      else await turn()
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

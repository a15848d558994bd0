import type { SimulatorEnv } from '../env'

interface Timer {
  atMs: number
  order: number
  callback: () => void
}

/** Time that moves only when a test moves it, and a network of one function. */
export class VirtualEnv implements SimulatorEnv {
  /** Answers every request; a test may swap it to break the network. */
  network: (request: Request) => Promise<Response>
  #nowMs = Date.UTC(2026, 10, 23, 12)
  #issued = 0
  #timers: Timer[] = []

  constructor(network: (request: Request) => Promise<Response> = () => Promise.reject(new TypeError('no network'))) {
    this.network = network
  }

  fetch = (request: Request): Promise<Response> => this.network(request)

  now = (): number => this.#nowMs

  setTimer = (callback: () => void, delayMs: number): (() => void) => {
    const timer: Timer = { atMs: this.#nowMs + delayMs, order: (this.#issued += 1), callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  randomBytes = (size: number): Uint8Array => {
    this.#issued += 1
    return new Uint8Array(size).map((_, index) => (this.#issued * 31 + index * 7) % 256)
  }

  /** Time passes while nobody looks: no timer fires. */
  skip(durationMs: number): void {
    this.#nowMs += durationMs
  }

  /** Lets everything that waits for no timer happen. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Moves time ahead, firing timers at their moment and letting their consequences happen in between. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    await this.settle()
    for (let next = this.#nextUntil(endMs); next; next = this.#nextUntil(endMs)) {
      const due = next
      this.#timers = this.#timers.filter((other) => other !== due)
      this.#nowMs = Math.max(this.#nowMs, due.atMs)
      due.callback()
      await this.settle()
    }
    this.#nowMs = endMs
  }

  #nextUntil(endMs: number): Timer | undefined {
    return this.#timers
      .filter((timer) => timer.atMs <= endMs)
      .sort((one, other) => one.atMs - other.atMs || one.order - other.order)[0]
  }
}

import { randomBytes } from 'node:crypto'

/** Everything the simulator takes from the world, so that a test or a simulation can own time, chance and the network. */
export interface SimulatorEnv {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  setTimer(callback: () => void, delayMs: number): () => void
  /** Cryptographic randomness for ids when no `seed` is given. */
  randomBytes(size: number): Uint8Array
  /** Posts webhooks and downloads linked media. */
  fetch(request: Request): Promise<Response>
}

/** The real clock, timers, randomness and network of Node. */
export const nodeEnv: SimulatorEnv = {
  now: () => Date.now(),
  setTimer: (callback, delayMs) => {
    // Unreferenced: a webhook waiting for its retry must not keep a finished test process alive.
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
  randomBytes: (size) => randomBytes(size),
  fetch: (request) => fetch(request),
}

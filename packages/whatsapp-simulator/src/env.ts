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

/** Fills what a caller did not bring with Node's own; bound, because an env may be an instance of a class. */
export function resolveEnv(own: Partial<SimulatorEnv> = {}): SimulatorEnv {
  return {
    now: own.now?.bind(own) ?? nodeEnv.now,
    setTimer: own.setTimer?.bind(own) ?? nodeEnv.setTimer,
    randomBytes: own.randomBytes?.bind(own) ?? nodeEnv.randomBytes,
    fetch: own.fetch?.bind(own) ?? nodeEnv.fetch,
  }
}

/** The real clock, timers, randomness and network of Node. */
const nodeEnv: SimulatorEnv = {
  now: () => Date.now(),
  setTimer: (callback, delayMs) => {
    // Unreferenced: a webhook waiting for its retry must not keep a finished test process alive.
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
  randomBytes: (size) => randomBytes(size),
  fetch: (request) => fetch(request),
}

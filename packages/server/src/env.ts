/**
 * Everything the server takes from the world around it. A simulation passes its own and so rules time, chance and the
 * network; nothing else in this package may touch the globals.
 */
export interface ServerEnv {
  /** Wall clock in milliseconds since 1970. */
  now(): number
  /** Runs the task once after the delay; the returned function cancels it. */
  setTimer(delayMs: number, task: () => void): () => void
  /**
   * Runs the task once the events that wait now have been handled, so that the writes of one event-loop turn share a
   * commit. Absent: a microtask, which needs no timers.
   */
  endOfTurn?(task: () => void): void
  /** Cryptographically strong random bytes. */
  randomBytes(length: number): Uint8Array
  /** Outgoing HTTP: the Graph API, media downloads. */
  fetch(request: Request): Promise<Response>
}

/** The real world: system clock, timers that do not keep the process alive, node's crypto and fetch. */
export const nodeEnv: ServerEnv = {
  now: () => Date.now(),
  setTimer(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
  endOfTurn(task) {
    setImmediate(task)
  },
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fetch: (request) => fetch(request),
}

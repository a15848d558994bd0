import type { ClientEnv } from './env'

/** Clocks that part by more than this within one reading did not merely drift. */
const JUMP_MS = 1_000

/**
 * A clock in milliseconds since 1970 that never goes back and counts the time asleep. The wall clock alone would hold up
 * every deadline once somebody sets it back; the monotonic one alone stands still on a laptop that is closed.
 */
export function createSteadyClock(env: Pick<ClientEnv, 'now' | 'monotonicNow'>): () => number {
  const aheadMs = (): number => env.now() - env.monotonicNow()
  let lastAheadMs = aheadMs()
  let offsetMs = lastAheadMs
  return () => {
    const wallAheadMs = aheadMs()
    // Asleep, or set forward: in both cases whatever waits for a time may go on.
    if (wallAheadMs > lastAheadMs + JUMP_MS) offsetMs += wallAheadMs - lastAheadMs
    lastAheadMs = wallAheadMs
    return Math.round(env.monotonicNow() + offsetMs)
  }
}

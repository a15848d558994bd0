/**
 * Exponential delay with full jitter: anything between 0 and `baseMs · 2^(attempt-1)`, at most `maxMs`.
 *
 * Full jitter, because clients that lost the same server would otherwise come back in the same instant.
 *
 * @param attempt 1 for the first retry
 * @param random in [0, 1)
 */
export function backoffDelayMs(attempt: number, baseMs: number, maxMs: number, random: number): number {
  return Math.floor(random * Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30)))
}

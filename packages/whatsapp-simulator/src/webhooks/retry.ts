/**
 * Meta retries at once and then ever more rarely for seven days. The clock is compressed here: a receiver that comes back
 * gets everything within two seconds, which is what a developer waiting for it wants.
 */
const RETRY_DELAYS_MS = [50, 100, 250, 500, 1_000, 2_000] as const

/** A webhook that nobody took for this long is given up, as Meta does. */
export const RETRY_HORIZON_MS = 7 * 24 * 60 * 60 * 1_000

/** How long to wait after the nth failed attempt in a row. */
export function retryDelayMs(failures: number): number {
  return RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1] ?? 0
}

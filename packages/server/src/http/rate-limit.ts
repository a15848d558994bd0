import { ServerError } from '../domain/errors'

export interface RateLimit {
  /** Requests added per minute. */
  perMinute: number
  /** Requests that may come at once after a quiet time. */
  burst: number
}

export const defaultRateLimit: RateLimit = { perMinute: 600, burst: 1200 }

/** Most principals remembered; the one that asked longest ago is forgotten first, which only gives it a full bucket. */
const MAX_BUCKETS = 20_000

interface Bucket {
  tokens: number
  at: number
}

/**
 * Takes one token, or tells how long until there is one. Pure: written here since rate-limiter-flexible reads the
 * system clock and keeps timers of its own, which a simulation over virtual time could not rule.
 */
export function takeToken(
  bucket: Bucket | undefined,
  limit: RateLimit,
  now: number,
): { bucket: Bucket; waitMs: number } {
  const perMs = limit.perMinute / 60_000
  // A clock set back gives no tokens and takes none.
  const elapsedMs = bucket === undefined ? 0 : Math.max(0, now - bucket.at)
  const tokens = bucket === undefined ? limit.burst : Math.min(limit.burst, bucket.tokens + elapsedMs * perMs)
  if (tokens < 1) return { bucket: { tokens, at: now }, waitMs: Math.ceil((1 - tokens) / perMs) }
  return { bucket: { tokens: tokens - 1, at: now }, waitMs: 0 }
}

/** Counts requests per key, e.g. per principal; throws `rate_limited` with the seconds to wait. */
export function createRateLimiter(limit: RateLimit, now: () => number): (key: string) => void {
  const buckets = new Map<string, Bucket>()
  return (key) => {
    const { bucket, waitMs } = takeToken(buckets.get(key), limit, now())
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > MAX_BUCKETS) forgetOldest(buckets)
    if (waitMs === 0) return
    const retryAfterSeconds = Math.ceil(waitMs / 1000)
    throw new ServerError('rate_limited', `unable to accept the request; wait ${retryAfterSeconds} s`, {
      retryAfterSeconds,
    })
  }
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const key of buckets.keys()) {
    buckets.delete(key)
    return
  }
}

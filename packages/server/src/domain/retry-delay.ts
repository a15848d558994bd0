/** Calls to a provider per attempt of a message: with the delays below an outage of about five minutes is survived. */
export const MAX_DELIVERY_TRIES = 16
export const MAX_RETRY_DELAY_MS = 30_000
const FIRST_RETRY_DELAY_MS = 500
/** A provider that asks for longer is not believed: it would hold up the conversation for good. */
const MAX_RETRY_AFTER_MS = 3_600_000

/**
 * How long to wait before the next try: 0.5 s, 1 s, 2 s … 30 s, or longer where the provider asks for it.
 *
 * @param tries tries made so far, at least 1
 */
export function retryDelayMs(tries: number, retryAfterMs: number | null): number {
  const own = Math.min(FIRST_RETRY_DELAY_MS * 2 ** Math.min(tries - 1, 16), MAX_RETRY_DELAY_MS)
  return Math.max(own, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS))
}

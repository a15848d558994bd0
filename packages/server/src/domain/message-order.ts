/** A provider's timestamp has whole seconds and its clock is not ours; only beyond this it means a late delivery. */
export const LATE_DELIVERY_MS = 60_000

/**
 * Decides a message's `created_at`: our receipt, unless the provider's timestamp is more than 60 s older.
 *
 * @param receivedMs our clock at receipt, milliseconds since 1970
 * @param providerMs the provider's timestamp, or null where it tells none
 * @example
 * messageTime(100_000, 99_000) // 100000
 */
export function messageTime(receivedMs: number, providerMs: number | null): number {
  if (providerMs === null || !Number.isFinite(providerMs) || providerMs < 0) return receivedMs
  return receivedMs - providerMs > LATE_DELIVERY_MS ? providerMs : receivedMs
}

import * as z from 'zod/mini'

/** Ids made by us are UUIDv7; tenant, user and provider ids are opaque strings. Both are read as plain strings. */
export const id = z.string()

/** ISO 8601 in UTC with milliseconds, e.g. `2026-01-15T10:30:00.000Z`. */
export const timestamp = z.string()

/** Opaque position in the tenant's log; only the server looks inside. */
export const cursor = z.string()

/** Free data of the host application, stored and returned as it came. */
export const metadata = z.looseObject({})

/**
 * Formats a UUIDv7 (RFC 9562) from a clock reading and 10 random bytes.
 *
 * Written here, not taken from a library, because client and server share it and both inject clock and randomness;
 * `crypto.randomUUID` would also fail on pages served over plain http.
 *
 * @param nowMs milliseconds since 1970
 * @param random at least 10 random bytes, of which the first 74 usable bits are taken
 * @example
 * uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
 */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  const time = Math.trunc(nowMs).toString(16).padStart(12, '0')
  const tail = Array.from(random.subarray(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = ((parseInt(tail.slice(3, 4), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-${variant}${tail.slice(4, 7)}-${tail.slice(7, 19)}`
}

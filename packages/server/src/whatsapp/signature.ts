import { createHmac, timingSafeEqual } from 'node:crypto'

export const SIGNATURE_HEADER = 'x-hub-signature-256'

/**
 * True if the header is the HMAC-SHA256 of exactly these bytes under the app's secret.
 *
 * Bytes, never text: Meta escapes `/` and everything beyond ASCII, so a body that was parsed and written again has
 * another signature.
 *
 * @example
 * isSignedBy('app secret', body, headers.get(SIGNATURE_HEADER))
 */
export function isSignedBy(appSecret: string, body: Uint8Array, header: string | null): boolean {
  const given = header === null ? null : SIGNATURE.exec(header)?.[1]
  if (given === null || given === undefined) return false
  const expected = createHmac('sha256', appSecret).update(body).digest()
  return equalBytes(expected, Buffer.from(given, 'hex'))
}

/** Compares secrets without telling by its duration where they differ. */
export const isSameSecret = (expected: string, given: string): boolean =>
  equalBytes(Buffer.from(expected, 'utf8'), Buffer.from(given, 'utf8'))

const SIGNATURE = /^sha256=([0-9a-f]{64})$/

/** `timingSafeEqual` throws on different lengths; the length of a digest is no secret. */
const equalBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && timingSafeEqual(left, right)

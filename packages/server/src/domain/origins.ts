/** Answers whether a browser page of this origin may talk to us, over HTTP and over the socket alike. */
export type OriginCheck = (origin: string) => boolean

/**
 * The one Origin list of CORS and of the socket. Exact matches only; without a list, pages on localhost may, on any
 * port, so that a laptop needs no setting. `null` (sandboxed frames, `file:`) never passes: anybody can be `null`.
 *
 * @example
 * const isAllowed = originCheck(['https://app.example.com'])
 */
export function originCheck(allowedOrigins: readonly string[] | undefined): OriginCheck {
  if (allowedOrigins === undefined) return isLocalOrigin
  const allowed = new Set(allowedOrigins)
  return (origin) => origin !== 'null' && allowed.has(origin)
}

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

const isLocalOrigin: OriginCheck = (origin) => LOCAL_ORIGIN.test(origin)

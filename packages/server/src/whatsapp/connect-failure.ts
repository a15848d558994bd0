/**
 * True where a failed request never reached the provider: no address, no connection, no trusted certificate. Only then
 * is it sure that nothing was written. Anything later, also a reset, may have been received and acted on.
 */
export const isConnectFailure = (error: unknown): boolean => causesOf(error).some(neverConnected)

/** Deepest chain of causes that is followed. */
const MAX_CAUSES = 5

/** `fetch` wraps the real error in `cause`, once per layer. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = []
  for (let next = error; isObject(next) && causes.length < MAX_CAUSES; next = next['cause']) causes.push(next)
  return causes
}

function neverConnected(cause: unknown): boolean {
  if (!isObject(cause) || typeof cause['code'] !== 'string') return false
  if (BEFORE_CONNECTING.has(cause['code'])) return true
  // These also end connections that were in use; only the system call tells the two apart.
  return DURING_EITHER.has(cause['code']) && attemptsOf(cause).every((attempt) => attempt['syscall'] === 'connect')
}

/** Trying several addresses of a host ends in one error that holds one error per address. */
const attemptsOf = (cause: Record<string, unknown>): Record<string, unknown>[] =>
  Array.isArray(cause['errors']) && cause['errors'].length > 0 ? cause['errors'].filter(isObject) : [cause]

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const DURING_EITHER: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
])

const BEFORE_CONNECTING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

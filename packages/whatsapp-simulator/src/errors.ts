/** What went wrong, for code to branch on. */
export type SimulatorErrorCode =
  | 'invalid_option'
  | 'invalid_content'
  | 'port_in_use'
  | 'state_unreadable'
  | 'unknown_customer'
  | 'phone_offline'
  | 'limit_reached'
  | 'timeout'
  | 'closed'

/**
 * The one error class of this package; a Graph API refusal is not one of them, it travels as an HTTP answer.
 *
 * @example
 * try {
 *   await phone.receives(/hello/, { timeoutMs: 1000 })
 * } catch (error) {
 *   if (error instanceof SimulatorError && error.code === 'timeout') return
 *   throw error
 * }
 */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError'
  readonly code: SimulatorErrorCode

  constructor(code: SimulatorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * The caller's connection ends without an answer, as when a proxy dies between Meta's acceptance and its response.
 * `fetch()` rejects with it (a `TypeError`, as the platform's fetch does); the HTTP server destroys the socket instead.
 */
export class ConnectionReset extends TypeError {
  readonly code = 'ECONNRESET'

  constructor() {
    super('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) })
  }
}

export function assertNever(value: never): never {
  throw new TypeError(`unexpected value ${JSON.stringify(value)}`)
}

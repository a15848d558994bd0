import type { ErrorCode, Open, Problem } from '@pytake/protocol'
import { errorTable, isErrorCode } from '@pytake/protocol'

export interface PytakeErrorOptions {
  cause?: unknown
  /** HTTP status, where an answer arrived. */
  status?: number
  /** The server's own words, where it sent some. */
  problem?: Problem
  /** How long the server asked to wait before the next try. */
  retryAfterMs?: number
  /** Only needed for a code that this version does not know. */
  retryable?: boolean
}

/**
 * The one error of this package. Branch on `code`, never on `message`.
 *
 * @example
 * try {
 *   await client.send(conversationId, { content: 'Olá!' })
 * } catch (error) {
 *   if (isPytakeError(error, 'reply_window_closed')) showTemplates()
 * }
 */
export class PytakeError extends Error {
  override readonly name = 'PytakeError'
  /** A code of the protocol's table, or one that a newer server sent. */
  readonly code: Open<ErrorCode>
  /** True where the same call may succeed later without being changed. */
  readonly retryable: boolean
  /** HTTP status; absent where no answer arrived. */
  readonly status?: number
  readonly problem?: Problem
  readonly retryAfterMs?: number

  constructor(code: Open<ErrorCode>, message: string, options: PytakeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? (isErrorCode(code) && errorTable[code].retryable)
    if (options.status !== undefined) this.status = options.status
    if (options.problem) this.problem = options.problem
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
  }
}

/**
 * True for an error of this package, and where a code is given, for that code only.
 *
 * @example
 * isPytakeError(error, 'conversation_advanced')
 */
export const isPytakeError = (error: unknown, code?: ErrorCode): error is PytakeError =>
  error instanceof PytakeError && (code === undefined || error.code === code)

/** Whatever was thrown, as an error of this package. */
export const toPytakeError = (error: unknown, code: ErrorCode, message: string): PytakeError =>
  error instanceof PytakeError ? error : new PytakeError(code, message, { cause: error })

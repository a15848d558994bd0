import type { ErrorCode, errorTable, Message, Open, Problem } from '@pytake/protocol'

export interface PytakeErrorOptions {
  cause?: unknown
  /** HTTP status, where an answer arrived. */
  status?: number
  /** The server's own words, where it sent some. */
  problem?: Problem
  /** How long the server asked to wait before the next try. */
  retryAfterMs?: number
  /** By default what the protocol's table says of the code. */
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

  constructor(code: Open<ErrorCode>, message: string, { cause, retryable, ...rest }: PytakeErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.retryable = retryable ?? Object.hasOwn(RETRYABLE, code)
    Object.assign(this, rest)
  }

  /** With `conversation_advanced`: the messages that came meanwhile, oldest first. */
  get missed(): readonly Message[] | undefined {
    return this.problem?.missed
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

/** An error in the house's form: "unable to send message; outbox full". */
export const failure = (action: string, code: Open<ErrorCode>, options?: PytakeErrorOptions): PytakeError =>
  new PytakeError(code, `unable to ${action}; ${options?.problem?.detail ?? code.replaceAll('_', ' ')}`, options)

/** Whatever was thrown, as an error of this package. */
export const toPytakeError = (error: unknown, action: string, code: ErrorCode): PytakeError =>
  error instanceof PytakeError ? error : failure(action, code, { cause: error })

type RetryableCode = {
  [Code in ErrorCode]: (typeof errorTable)[Code]['retryable'] extends true ? Code : never
}[ErrorCode]

/** Held to the protocol's table by the compiler; importing the table itself would bring all its titles. */
const RETRYABLE: Record<RetryableCode, true> = {
  request_in_flight: true,
  media_not_ready: true,
  rate_limited: true,
  internal_error: true,
  service_unavailable: true,
  network_unreachable: true,
  request_timeout: true,
  outbox_full: true,
}

import { errorTable, type ErrorCode, type Message } from '@pytake/protocol'

export interface ServerErrorDetails {
  /** Paths at fault in a query or body. */
  errors?: { path: string; message: string }[]
  /** Whole seconds for `Retry-After`. */
  retryAfterSeconds?: number
  /** With `conversation_advanced`: what the sender had not seen, oldest first. */
  missed?: Message[]
  cause?: unknown
}

/**
 * The one error of this package. `code` is of the protocol's closed table; the message is safe to show to a caller.
 *
 * @example
 * throw new ServerError('not_found', 'unable to read conversation; no such id')
 */
export class ServerError extends Error {
  readonly code: ErrorCode
  readonly details: ServerErrorDetails

  constructor(code: ErrorCode, message: string, details: ServerErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ServerError'
    this.code = code
    this.details = details
  }

  get status(): number {
    return errorTable[this.code].status
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable
  }
}

/** Narrows to {@link ServerError}, and to one code where it is given. */
export const isServerError = (error: unknown, code?: ErrorCode): error is ServerError =>
  error instanceof ServerError && (code === undefined || error.code === code)

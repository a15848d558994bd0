import { errorTable, type Problem } from '@pytake/protocol'
import { isServerError, ServerError } from '../domain/errors'

/**
 * An error as RFC 9457 `application/problem+json`. Whatever is no `ServerError` becomes `internal_error` and shows
 * nothing of itself: no stack, no SQL.
 */
export function problemResponse(error: unknown, requestId: string): Response {
  const known = isServerError(error) ? error : new ServerError('internal_error', 'unable to answer; see the log')
  return new Response(JSON.stringify(problemOf(known, requestId)), {
    // Codes of the table without an HTTP status arise in clients; thrown here they are our own mistake.
    status: known.status === 0 ? 500 : known.status,
    headers: problemHeaders(known),
  })
}

function problemOf(error: ServerError, requestId: string): Problem {
  const { title, status } = errorTable[error.code]
  const { errors, missed } = error.details
  return {
    type: 'about:blank',
    title,
    status: status === 0 ? 500 : status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(missed === undefined ? {} : { missed }),
  }
}

function problemHeaders(error: ServerError): Headers {
  const headers = new Headers({ 'Content-Type': 'application/problem+json' })
  const retryAfterSeconds = error.details.retryAfterSeconds ?? (error.retryable ? DEFAULT_RETRY_AFTER_SECONDS : null)
  if (retryAfterSeconds !== null && error.status !== 500) headers.set('Retry-After', String(retryAfterSeconds))
  if (error.status === 401 && error.code !== 'invalid_signature') {
    headers.set('WWW-Authenticate', 'Bearer realm="pytake"')
  }
  return headers
}

const DEFAULT_RETRY_AFTER_SECONDS = 1

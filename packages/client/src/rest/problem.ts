import type { ErrorCode } from '@pytake/protocol'
import { problem } from '@pytake/protocol'
import type { PytakeError, PytakeErrorOptions } from '../errors'
import { failure } from '../errors'

/** Reads an answer that is no success, whoever sent it: our server as problem+json, or a proxy in between. */
export function readProblem({ status, headers }: Response, text: string, action: string, nowMs: number): PytakeError {
  const parsed = problem.safeParse(parseJson(text))
  const options: PytakeErrorOptions = { status }
  const retryAfterMs = readRetryAfterMs(headers.get('Retry-After'), nowMs)
  if (retryAfterMs >= 0) options.retryAfterMs = retryAfterMs
  // Where the code tells nothing, because it is missing or from the future, the status does.
  if (status === 429 || status >= 500) options.retryable = true
  if (parsed.success) options.problem = parsed.data
  return failure(action, parsed.data?.code ?? codeOf(status), options)
}

/** Any JSON value, or undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const codeOf = (status: number): ErrorCode =>
  STATUS_CODES[status] ?? (status >= 500 ? 'internal_error' : 'invalid_response')

const STATUS_CODES: Record<number, ErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  429: 'rate_limited',
  502: 'service_unavailable',
  503: 'service_unavailable',
  504: 'service_unavailable',
}

/** RFC 9110: seconds, or a date; NaN where there is neither. */
const readRetryAfterMs = (header: string | null, nowMs: number): number =>
  /^\d+$/.test(header ?? '') ? Number(header) * 1000 : Date.parse(header ?? '') - nowMs

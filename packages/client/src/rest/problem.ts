import type { ErrorCode } from '@pytake/protocol'
import { errorTable, isErrorCode, problem } from '@pytake/protocol'
import { PytakeError } from '../errors'

/** Reads an answer that is no success, whoever sent it: our server as problem+json, or a proxy in between. */
export function readProblem(response: Response, text: string, action: string, nowMs: number): PytakeError {
  const { status } = response
  const retryAfterMs = readRetryAfterMs(response.headers.get('Retry-After'), nowMs)
  const wait = retryAfterMs === null ? {} : { retryAfterMs }
  const parsed = problem.safeParse(parseJson(text))
  if (!parsed.success) {
    const code = codeOfStatus(status)
    return new PytakeError(code, `unable to ${action}; the answer was HTTP ${status}`, { status, ...wait })
  }
  const { code, title, detail } = parsed.data
  return new PytakeError(code, `unable to ${action}; ${detail ?? title}`, {
    status,
    problem: parsed.data,
    // A code from the future: the table cannot tell, the status can.
    ...(isErrorCode(code) ? {} : { retryable: errorTable[codeOfStatus(status)].retryable }),
    ...wait,
  })
}

/** Any JSON value, or undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 408) return 'request_timeout'
  if (status === 413) return 'payload_too_large'
  if (status === 429) return 'rate_limited'
  if (status >= 502 && status <= 504) return 'service_unavailable'
  return status >= 500 ? 'internal_error' : 'invalid_response'
}

/** RFC 9110: seconds, or a date. */
function readRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const delayMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(delayMs) ? null : Math.max(0, delayMs)
}

import type { ErrorCode, Problem } from '@pytake/protocol'
import { errorTable } from '@pytake/protocol'

/** What a route answers; a body is parsed by the protocol's schema before it goes out, so that no fake can drift. */
export interface Answer {
  status?: number
  body?: unknown
  headers?: Record<string, string>
}

/** Ends a request with a problem of the protocol's table. */
export class Refusal extends Error {
  readonly answer: Answer

  constructor(code: ErrorCode, details: Partial<Problem> = {}, headers: Record<string, string> = {}) {
    super(code)
    this.answer = problemAnswer(code, details, headers)
  }
}

export function problemAnswer(
  code: ErrorCode,
  details: Partial<Problem> = {},
  headers: Record<string, string> = {},
): Answer {
  const { title, status, retryable } = errorTable[code]
  const wait = retryable && status < 500 + 4 && status !== 500 ? { 'Retry-After': '1' } : undefined
  return {
    status: details.status ?? status,
    body: { type: 'about:blank', title, status, code, ...details },
    headers: { 'Content-Type': 'application/problem+json', ...wait, ...headers },
  }
}

/** The paths at fault, as the server names them. */
export const invalid = (...errors: { path: string; message: string }[]): Refusal =>
  new Refusal('invalid_request', { detail: 'unable to accept the request', errors })

/** A problem of any kind, as a proxy or a newer server would send it. */
export const problemResponse = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  Response.json({ type: `urn:${code}`, title: code, status, code }, { status, headers })

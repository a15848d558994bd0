import type { MessageError } from '@pytake/protocol'
import type { SendOutcome } from '../domain/ports'
import { errorClassOf, isKnownCode, messageErrorOf } from './error-codes'
import type { GraphAnswer } from './graph'

/** What a refusal says: `unknown` where Meta failed in a way that may have come after the message went out. */
export function refusalOf({
  status,
  error,
  retryAfterMs,
}: Extract<GraphAnswer, { kind: 'refused' }>): Exclude<SendOutcome, { kind: 'accepted' }> {
  if (error === null) return rejected(statusError(status), retryAfterMs)
  const described = messageErrorOf(error)
  // An unexpected failure on Meta's side may have come after the message went out.
  const ambiguous = errorClassOf(error.code) === 'ambiguous' || (status >= 500 && !isKnownCode(error.code))
  return ambiguous ? { kind: 'unknown', error: described } : rejected(described, retryAfterMs)
}

/** A refusal without a code, as proxies and load balancers give it. */
function statusError(status: number): MessageError {
  if (status === 429) return { code: 'channel_busy', title: 'Too many requests to WhatsApp', retryable: true }
  if (status === 401) {
    return { code: 'channel_unauthorized', title: 'The WhatsApp access token is no longer valid', retryable: false }
  }
  return { code: 'message_refused', title: `WhatsApp refused the message (HTTP ${status})`, retryable: false }
}

export const rejected = (error: MessageError, retryAfterMs: number | null = null) => ({
  kind: 'rejected' as const,
  error,
  retryAfterMs,
})

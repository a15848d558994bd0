import type { MessageError } from '@pytake/protocol'
import { assertNever } from '../domain/assert-never'
import type { OutboundMessage, SendOutcome } from '../domain/ports'
import { errorClassOf, isKnownCode, messageErrorOf } from './error-codes'
import { callGraph, type GraphAccess, type GraphAnswer } from './graph'
import { sendAnswer } from './payloads'
import { sendRequest } from './send-request'

/** Sends one message once; never rejects and never repeats, whatever the outcome. */
export async function sendMessage(
  access: GraphAccess,
  phoneNumberId: string,
  outbound: OutboundMessage,
  timeoutMs: number,
): Promise<SendOutcome> {
  const json = sendRequest(outbound)
  if (json === null) return rejected(UNSUPPORTED)
  return outcomeOf(await callGraph(access, `/${encodeURIComponent(phoneNumberId)}/messages`, { json, timeoutMs }))
}

/**
 * What an answer says about the message. Everything that is neither a message id nor a definite refusal is `unknown`:
 * the Cloud API has no idempotency key, so a second try could be a second message.
 */
export function outcomeOf(answer: GraphAnswer): SendOutcome {
  switch (answer.kind) {
    case 'answered': {
      const [message] = sendAnswer.safeParse(answer.body).data?.messages ?? []
      if (message === undefined) return unknown('the answer names no message')
      return { kind: 'accepted', external_id: message.id, held: HELD.has(message.message_status ?? '') }
    }
    case 'refused':
      return refusal(answer)
    case 'unreachable':
      return rejected({ code: 'channel_unreachable', title: 'WhatsApp could not be reached', retryable: true })
    case 'lost':
      return unknown(answer.reason)
    default:
      return assertNever(answer)
  }
}

function refusal({ status, error, retryAfterMs }: Extract<GraphAnswer, { kind: 'refused' }>): SendOutcome {
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

const HELD: ReadonlySet<string> = new Set(['held_for_quality_assessment', 'paused'])

const UNSUPPORTED: MessageError = {
  code: 'message_refused',
  title: 'This type of message cannot be sent to WhatsApp',
  retryable: false,
}

const rejected = (error: MessageError, retryAfterMs: number | null = null): SendOutcome => ({
  kind: 'rejected',
  error,
  retryAfterMs,
})

const unknown = (detail: string): SendOutcome => ({
  kind: 'unknown',
  error: {
    code: 'outcome_unknown',
    title: 'No answer from WhatsApp; the message may have been sent',
    detail,
    retryable: false,
  },
})

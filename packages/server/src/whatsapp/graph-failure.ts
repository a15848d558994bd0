import { assertNever } from '../domain/assert-never'
import { ServerError } from '../domain/errors'
import { errorClassOf, messageErrorOf } from './error-codes'
import type { GraphAnswer } from './graph'

/**
 * Turns a call that failed into an error; `service_unavailable` is retryable, `not_found` and `invalid_request` are
 * not. For calls that are safe to repeat, where "lost" and "refused for now" mean the same.
 */
export function graphFailure(doing: string, answer: Exclude<GraphAnswer, { kind: 'answered' }>): ServerError {
  switch (answer.kind) {
    case 'unreachable':
      return new ServerError('service_unavailable', `unable to ${doing}; WhatsApp could not be reached`, {
        cause: answer.cause,
      })
    case 'lost':
      return new ServerError('service_unavailable', `unable to ${doing}; ${answer.reason}`)
    case 'refused':
      return refusal(doing, answer)
    default:
      return assertNever(answer)
  }
}

function refusal(doing: string, { status, error }: Extract<GraphAnswer, { kind: 'refused' }>): ServerError {
  if (error === null) {
    return new ServerError(status === 404 ? 'not_found' : 'service_unavailable', `unable to ${doing}; status ${status}`)
  }
  // Only the code and our own title: Meta's texts may quote phone numbers, and errors end up in logs.
  const message = `unable to ${doing}; ${error.code} ${messageErrorOf({ code: error.code }).title}`
  const errorClass = errorClassOf(error.code)
  switch (errorClass) {
    case 'request':
    case 'recipient':
    case 'window':
      return new ServerError(error.error_subcode === 33 ? 'not_found' : 'invalid_request', message)
    // An operator can mend these while the work waits.
    case 'unauthorized':
    case 'account':
    case 'paused':
    case 'later':
    case 'busy':
    case 'ambiguous':
      return new ServerError('service_unavailable', message)
    default:
      return assertNever(errorClass)
  }
}

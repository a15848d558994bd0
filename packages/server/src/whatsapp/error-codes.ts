import type { MessageError } from '@pytake/protocol'
import type { GraphError } from './payloads'

/** How an error of the Cloud API is to be answered. */
export type ErrorClass =
  /** The access token is missing, expired or revoked: an operator has to act. */
  | 'unauthorized'
  /** Not sent; the same request may pass later. */
  | 'busy'
  /** May or may not have been sent. */
  | 'ambiguous'
  /** The number must stop sending for now. */
  | 'paused'
  /** Not to this customer for at least a day. */
  | 'later'
  /** The request itself is wrong. */
  | 'request'
  /** The reply window is closed; only a template passes. */
  | 'window'
  /** This customer cannot be reached. */
  | 'recipient'
  /** The business account or number may not do this. */
  | 'account'

/** Answers the class of a provider code; an unknown one is permanent. */
export const errorClassOf = (code: number): ErrorClass =>
  CODES.get(code)?.[0] ?? (isPermission(code) ? 'account' : 'request')

export const isKnownCode = (code: number): boolean => CODES.has(code) || isPermission(code)

/**
 * Puts an error of the Cloud API into our words. Known codes get a title an agent understands, unknown ones keep
 * Meta's own; Meta's details are kept either way.
 *
 * @example
 * messageErrorOf({ code: 131047 }).code // 'reply_window_closed'
 */
export function messageErrorOf(error: GraphError): MessageError {
  const known = CODES.get(error.code)
  const { code, retryable } = CLASSES[errorClassOf(error.code)]
  const detail = error.error_data?.details ?? error.message
  return {
    code,
    provider_code: String(error.code),
    title: known?.[1] ?? error.title ?? error.message ?? 'WhatsApp refused the message',
    ...(detail === undefined ? {} : { detail }),
    retryable,
  }
}

/** 131000 is retryable by a person: most often nothing was sent, but only they may take the risk of a second copy. */
const CLASSES: Record<ErrorClass, { code: string; retryable: boolean }> = {
  unauthorized: { code: 'channel_unauthorized', retryable: false },
  busy: { code: 'channel_busy', retryable: true },
  ambiguous: { code: 'provider_error', retryable: true },
  paused: { code: 'channel_paused', retryable: false },
  later: { code: 'recipient_limited', retryable: false },
  request: { code: 'message_refused', retryable: false },
  window: { code: 'reply_window_closed', retryable: false },
  recipient: { code: 'recipient_unreachable', retryable: false },
  account: { code: 'channel_restricted', retryable: false },
}

const isPermission = (code: number): boolean => code >= 200 && code <= 299

const CODES: ReadonlyMap<number, readonly [ErrorClass, string]> = new Map<number, readonly [ErrorClass, string]>([
  [0, ['unauthorized', 'The WhatsApp access token is no longer valid']],
  [190, ['unauthorized', 'The WhatsApp access token is no longer valid']],

  [2, ['busy', 'WhatsApp is temporarily unavailable']],
  [4, ['busy', 'Too many requests to WhatsApp']],
  [80007, ['busy', 'Too many requests for this WhatsApp account']],
  [130429, ['busy', 'This number is sending too fast']],
  [131016, ['busy', 'WhatsApp is temporarily unavailable']],
  [131056, ['busy', 'Too many messages to this customer in a short time']],
  [131057, ['busy', 'This number is under maintenance at WhatsApp']],
  [132069, ['busy', 'The flow is being throttled']],
  [133000, ['busy', 'The number is still being deregistered']],
  [133004, ['busy', 'WhatsApp is temporarily unavailable']],
  [133009, ['busy', 'The two-step PIN was entered too fast']],
  [133015, ['busy', 'The number was deleted recently; wait a few minutes']],

  [131000, ['ambiguous', 'WhatsApp failed for an unknown reason']],

  [131048, ['paused', 'WhatsApp limits this number because of its quality']],
  [133008, ['paused', 'Too many wrong two-step PINs']],
  [133016, ['paused', 'Too many registration attempts; wait 72 hours']],

  [131049, ['later', 'WhatsApp did not deliver this to protect the customer; try again in a day']],

  [1, ['request', 'WhatsApp did not understand the request']],
  [33, ['request', 'The business number no longer exists']],
  [100, ['request', 'WhatsApp refused a value of the request']],
  [131008, ['request', 'A required value is missing']],
  [131009, ['request', 'A value is not valid']],
  [131021, ['request', 'A number cannot write to itself']],
  [131051, ['request', 'This type of message is not supported']],
  [131053, ['request', 'WhatsApp could not take the file']],
  [131062, ['request', 'This message needs the phone number of the customer']],
  [132000, ['request', 'The template has another number of values']],
  [132001, ['request', 'The template does not exist in this language']],
  [132005, ['request', 'The text of the template became too long']],
  [132012, ['request', 'A value does not fit the template']],
  [133005, ['request', 'The two-step PIN is wrong']],
  [133006, ['request', 'The number has to be verified first']],
  [135000, ['request', 'A value is not valid']],

  [131047, ['window', 'More than 24 hours since the customer wrote; only a template can be sent']],

  [130403, ['recipient', 'This customer is blocked']],
  [130472, ['recipient', 'WhatsApp withheld this message as part of an experiment']],
  [131026, ['recipient', 'The message cannot be delivered to this customer']],
  [131030, ['recipient', 'This number is not on the list of test recipients']],
  [131050, ['recipient', 'The customer opted out of marketing messages']],
  [131052, ['recipient', 'The file of the customer could not be fetched']],

  [3, ['account', 'The app may not use this function']],
  [10, ['account', 'The app lacks a permission']],
  [368, ['account', 'The account is blocked for a violation of policy']],
  [130497, ['account', 'The business may not write to this country']],
  [131005, ['account', 'The app lacks a permission']],
  [131031, ['account', 'The account is locked']],
  [131037, ['account', 'The display name of the number is not approved']],
  [131042, ['account', 'There is a problem with the payment method']],
  [131045, ['account', 'The number is not registered correctly']],
  [132007, ['account', 'The template violates the policy']],
  [132015, ['account', 'The template is paused']],
  [132016, ['account', 'The template is disabled']],
  [132068, ['account', 'The flow is blocked']],
  [133010, ['account', 'The number is not registered with WhatsApp']],
  [134011, ['account', 'The payment terms are not accepted']],
])

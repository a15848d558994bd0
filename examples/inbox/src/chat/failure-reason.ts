import type { MessageItem } from '@pytake/client'
import type { Words } from '../words/catalogue'

/** Meta's codes for which people can do something, or at least understand what happened. */
const providerReasons: Record<string, keyof Words['reasons']> = {
  '131047': 'windowClosed',
  '131026': 'notOnWhatsApp',
  '131030': 'notOnWhatsApp',
  '130429': 'tooMany',
  '131056': 'tooMany',
  '131048': 'tooMany',
}

const ownReasons: Record<string, keyof Words['reasons']> = {
  reply_window_closed: 'windowClosed',
  rate_limited: 'tooMany',
  network_unreachable: 'unreachable',
  request_timeout: 'unreachable',
  service_unavailable: 'unreachable',
}

/**
 * Says in the person's language why a message was not sent; an unknown reason is given in the sender's own words.
 *
 * @example
 * failureReason({ code: 'provider_rejected', provider_code: '131047', title: '…', retryable: false }, words)
 */
export function failureReason(error: MessageItem['error'], { reasons }: Pick<Words, 'reasons'>): string {
  if (error === undefined) return reasons.other
  const known = providerReasons[error.provider_code ?? ''] ?? ownReasons[error.code]
  return known === undefined ? error.title || reasons.other : reasons[known]
}

import { normalizeText } from '@pytake/protocol'
import { ServerError } from '../domain/errors'
import type { Logger, ReceivedBatch, SetAsideItem, WebhookReceiver } from '../domain/ports'
import { mapDelivery, type ChannelAddress, type MappedDelivery } from './mapping'
import { isSameSecret, isSignedBy, SIGNATURE_HEADER } from './signature'

/** What a channel contributes to the one webhook address that serves all of them. */
export interface WebhookAccount extends ChannelAddress {
  phoneNumberId: string
  businessAccountId: string | null
  appSecret: string
  verifyToken: string
}

/**
 * Receives the webhooks of every WhatsApp channel: one address, any number of numbers, apps and tenants.
 *
 * A delivery speaks only for the numbers whose app signed it. Were any known secret enough, one customer's app could
 * write into another's inbox.
 *
 * @throws ServerError `invalid_configuration` where two channels claim the same number
 * @example
 * const receiver = whatsappWebhook([{ phoneNumberId, businessAccountId, appSecret, verifyToken, tenant_id, channel_id }], logger)
 */
export function whatsappWebhook(accounts: readonly WebhookAccount[], logger: Logger): WebhookReceiver {
  const numbers = new Set(accounts.map(({ phoneNumberId }) => phoneNumberId))
  if (numbers.size < accounts.length) {
    throw new ServerError('invalid_configuration', 'unable to configure whatsapp; a phoneNumberId is given twice')
  }
  return {
    verify: (query) => answerHandshake(query, accounts),
    receive(body, headers) {
      const signature = headers.get(SIGNATURE_HEADER)
      const signers = accounts.filter(({ appSecret }) => isSignedBy(appSecret, body, signature))
      if (signers.length === 0)
        throw new ServerError('invalid_signature', 'unable to accept webhook; signature is wrong')
      return withUnrouted(readDelivery(body, signers), signers, logger)
    },
  }
}

/** The handshake is unsigned; the token is its only proof. */
function answerHandshake(query: URLSearchParams, accounts: readonly WebhookAccount[]): string | null {
  const token = query.get('hub.verify_token')
  if (query.get('hub.mode') !== 'subscribe' || token === null) return null
  const known = accounts.filter(({ verifyToken }) => isSameSecret(verifyToken, token))
  return known.length === 0 ? null : query.get('hub.challenge')
}

function readDelivery(body: Uint8Array, signers: readonly WebhookAccount[]): MappedDelivery {
  const text = new TextDecoder().decode(body)
  let payload: unknown
  try {
    payload = JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? normalizeText(value) : value))
  } catch {
    // Signed, so it is Meta's; refused, it would come again for days.
    return { batches: [], unrouted: [{ reason: 'malformed_json', raw: normalizeText(text) }] }
  }
  return mapDelivery(payload, ({ phoneNumberId, accountId }) => {
    const signer =
      phoneNumberId === null
        ? signers.find(({ businessAccountId }) => businessAccountId !== null && businessAccountId === accountId)
        : signers.find((candidate) => candidate.phoneNumberId === phoneNumberId)
    return signer === undefined ? null : { tenant_id: signer.tenant_id, channel_id: signer.channel_id }
  })
}

/**
 * Keeps what names no known number with the only tenant that it can belong to. An app shared by several tenants gives
 * no such answer, and guessing would put one tenant's data among another's: there it is only counted in the log.
 */
function withUnrouted(delivery: MappedDelivery, signers: readonly WebhookAccount[], logger: Logger): ReceivedBatch[] {
  const { batches, unrouted } = delivery
  if (unrouted.length === 0) return batches
  const fields = { event: 'webhook_unrouted', count: unrouted.length, reason: reasonsOf(unrouted) }
  const [first] = signers
  if (first === undefined || signers.some(({ tenant_id }) => tenant_id !== first.tenant_id)) {
    logger.error(fields, 'unable to keep signed webhook items; no channel has their number')
    return batches
  }
  logger.warn(fields, 'signed webhook items set aside; no channel has their number')
  const own = batches.find(({ channel_id }) => channel_id === first.channel_id)
  if (own === undefined) {
    return [...batches, { tenant_id: first.tenant_id, channel_id: first.channel_id, items: [], set_aside: unrouted }]
  }
  for (const item of unrouted) own.set_aside.push(item)
  return batches
}

/** A reason may quote a field's name; a log line lists a few. */
const MAX_REASONS = 5

const reasonsOf = (items: readonly SetAsideItem[]): string =>
  [...new Set(items.map(({ reason }) => reason))].slice(0, MAX_REASONS).join(' ')

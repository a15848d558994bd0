import { routes } from '@pytake/protocol'
import type { Inbox } from '../domain/inbox'
import type { Logger, WebhookReceiver } from '../domain/ports'
import { ServerError } from '../domain/errors'
import { readBoundedBody } from './bounded-body'
import { publicEndpoint, type Endpoint } from './call'

export interface WebhookOptions {
  /** Null where no WhatsApp channel is configured. */
  whatsapp: WebhookReceiver | null
  inbox: Pick<Inbox, 'receive'>
  logger: Logger
}

/** Meta sends up to 3 MB in one delivery. */
export const MAX_WEBHOOK_BYTES = 3 * 1024 * 1024

export const webhookEndpoints = ({ whatsapp, inbox, logger }: WebhookOptions): Endpoint[] => [
  publicEndpoint(routes.verifyWebhook, ({ url }) => {
    const challenge = configured(whatsapp).verify(url.searchParams)
    if (challenge === null) throw new ServerError('forbidden', 'unable to verify webhook; the verify token differs')
    // The challenge comes from outside and goes back verbatim: as plain text that no browser takes for a page.
    return new Response(challenge, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
  }),
  publicEndpoint(routes.receiveWebhook, async ({ request }) => {
    const receiver = configured(whatsapp)
    const body = await readBoundedBody(request, MAX_WEBHOOK_BYTES)
    for (const batch of receiver.receive(body, request.headers)) {
      const { stored: count } = await inbox.receive(batch)
      logger.debug({ tenant_id: batch.tenant_id, channel_id: batch.channel_id, count }, 'webhook items stored')
    }
    // Only now: a 200 before the commit would be the loss of a message if we died in between.
    return new Response(null, { status: 200 })
  }),
]

function configured(receiver: WebhookReceiver | null): WebhookReceiver {
  if (receiver === null) throw new ServerError('not_found', 'unable to use webhook; no WhatsApp channel is configured')
  return receiver
}

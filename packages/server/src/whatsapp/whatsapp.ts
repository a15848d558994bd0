import * as z from 'zod/mini'
import { ServerError } from '../domain/errors'
import type { Channel } from '../domain/ports'
import type { ServerEnv } from '../env'
import { refuseFile } from './file-rules'
import { createFileUploader, FILE_TIMEOUT_MS } from './file-upload'
import { callGraph, type GraphAccess } from './graph'
import { graphFailure } from './graph-failure'
import { fetchReceivedFile } from './media'
import { recipientOf } from './send-request'
import { sendMessage } from './sender'
import { fetchTemplates } from './templates'
import type { WebhookAccount } from './webhook'

export interface WhatsAppOptions {
  /** Id of the business's number, also the `channel_id` of its conversations. */
  phoneNumberId: string
  /** Id of the WhatsApp Business Account; routes what Meta tells about the account as a whole. */
  businessAccountId?: string | undefined
  accessToken: string
  /** Secret of the Meta app that signs the webhooks. */
  appSecret: string
  /** Freely chosen; Meta presents it when the webhook address is saved. */
  verifyToken: string
  tenantId: string
  /** Default: `https://graph.facebook.com/v25.0`. */
  graphUrl?: string | undefined
}

/** A configured channel that is opened by the server with its env. */
export interface WhatsAppDefinition {
  readonly provider: 'whatsapp'
  open(env: ServerEnv): { channel: Channel; account: WebhookAccount }
}

export const DEFAULT_GRAPH_URL = 'https://graph.facebook.com/v25.0'

/** Longest wait for the answer to one send. */
export const SEND_TIMEOUT_MS = 20_000
const RECEIPT_TIMEOUT_MS = 10_000

/**
 * A number of the WhatsApp Cloud API as a channel.
 *
 * @throws ServerError `invalid_configuration` naming the option at fault
 * @example
 * whatsapp({ phoneNumberId: '106540352242922', accessToken, appSecret, verifyToken, tenantId: 'acme' })
 */
export function whatsapp(options: WhatsAppOptions): WhatsAppDefinition {
  const parsed = whatsappOptions.safeParse(options)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ServerError(
      'invalid_configuration',
      `unable to configure whatsapp; ${issue?.path.join('.') ?? 'options'}: ${issue?.message ?? 'unreadable'}`,
    )
  }
  const settings = parsed.data
  return {
    provider: 'whatsapp',
    open: (env) => ({ channel: openChannel(settings, env), account: accountOf(settings) }),
  }
}

const required = z.string().check(z.minLength(1, { error: 'is missing' }))

const whatsappOptions = z.object({
  phoneNumberId: required,
  businessAccountId: z.optional(required),
  accessToken: required,
  appSecret: required,
  verifyToken: required,
  tenantId: required,
  graphUrl: z._default(z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }), DEFAULT_GRAPH_URL),
})
type Settings = z.infer<typeof whatsappOptions>

const accountOf = (settings: Settings): WebhookAccount => ({
  tenant_id: settings.tenantId,
  channel_id: settings.phoneNumberId,
  phoneNumberId: settings.phoneNumberId,
  businessAccountId: settings.businessAccountId ?? null,
  appSecret: settings.appSecret,
  verifyToken: settings.verifyToken,
})

function openChannel(settings: Settings, env: ServerEnv): Channel {
  const { phoneNumberId, accessToken, businessAccountId } = settings
  const access: GraphAccess = { env, graphUrl: settings.graphUrl.replace(/\/+$/, ''), accessToken }
  const upload = createFileUploader(access, phoneNumberId)
  /** For what is safe to repeat. */
  const tell = async (doing: string, fields: Record<string, unknown>) => {
    const json = { messaging_product: 'whatsapp', ...fields }
    const path = `/${encodeURIComponent(phoneNumberId)}/messages`
    const answer = await callGraph(access, path, { json, timeoutMs: RECEIPT_TIMEOUT_MS })
    if (answer.kind !== 'answered') throw graphFailure(doing, answer)
  }
  const tellRead = (doing: string, message_id: string, extra: Record<string, unknown>) =>
    tell(doing, { status: 'read', message_id, ...extra })
  return {
    kind: 'whatsapp',
    tenant_id: settings.tenantId,
    channel_id: phoneNumberId,
    replyWindowHours: 24,
    sendTimeoutMs: SEND_TIMEOUT_MS,
    fileTimeoutMs: FILE_TIMEOUT_MS,
    refuseFile,
    send: (outbound) => sendMessage(access, phoneNumberId, outbound, upload, SEND_TIMEOUT_MS),
    markRead: (externalId) => tellRead('mark as read', externalId, {}),
    // An empty emoji takes the earlier one back.
    react: (to, message_id, emoji) =>
      tell('react', {
        recipient_type: 'individual',
        ...recipientOf(to),
        type: 'reaction',
        reaction: { message_id, emoji: emoji ?? '' },
      }),
    // Templates belong to the account; without its id there are none to be found.
    templates: async () => (businessAccountId === undefined ? [] : fetchTemplates(access, businessAccountId)),
    // The API knows typing only together with "read".
    typing: (externalId) => tellRead('show typing', externalId, { typing_indicator: { type: 'text' } }),
    fetchMedia: (externalId, maxBytes) => fetchReceivedFile(access, phoneNumberId, externalId, maxBytes),
    close: () => Promise.resolve(),
  }
}

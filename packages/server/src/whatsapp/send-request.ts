import { isFileMessageType } from '@pytake/protocol'
import { isVoice } from '../domain/file-summary'
import type { OutboundMessage } from '../domain/ports'
import { templateContentOf } from './templates'

/**
 * The body of `POST /{phone}/messages` for one message; null where this channel cannot send its type.
 *
 * @example
 * sendRequest({ attempt_ref, to: '5511999990001', message, reply_to_external_id: null, location: null, file: null }, null)
 */
export function sendRequest(outbound: OutboundMessage, fileId: string | null): Record<string, unknown> | null {
  const content = fileId === null ? contentOf(outbound) : fileContentOf(outbound, fileId)
  if (content === null) return null
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipientOf(outbound.to),
    ...content,
    ...(outbound.reply_to_external_id !== null && { context: { message_id: outbound.reply_to_external_id } }),
    biz_opaque_callback_data: outbound.attempt_ref,
  }
}

/** A user id in `to` was silently dropped by Meta, and `to` wins over `recipient`: never both. */
export const recipientOf = (address: string): Record<string, string> =>
  /^\d+$/.test(address) ? { to: address } : { recipient: address }

function contentOf(outbound: OutboundMessage): Record<string, unknown> | null {
  const { message, location } = outbound
  switch (message.message_type) {
    case 'text':
      return { type: 'text', text: { body: message.content, preview_url: HAS_LINK.test(message.content) } }
    case 'location': {
      if (location === null) return null
      const { latitude, longitude, name, address } = location
      return {
        type: 'location',
        location: {
          latitude,
          longitude,
          ...(name !== undefined && { name }),
          ...(address !== undefined && { address }),
        },
      }
    }
    case 'template':
      return templateContentOf(outbound)
    default:
      return null
  }
}

function fileContentOf({ message, file }: OutboundMessage, id: string): Record<string, unknown> | null {
  const { message_type: type } = message
  if (file === null || !isFileMessageType(type)) return null
  const { media, caption } = file
  const content = {
    id,
    ...(caption !== null && { caption }),
    ...(type === 'document' && media.filename !== undefined && { filename: media.filename }),
    ...(type === 'audio' && isVoice(media.mime_type) && { voice: true }),
  }
  return { type, [type]: content }
}

const HAS_LINK = /https?:\/\/\S/i

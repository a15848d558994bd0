import type { Message } from '@pytake/protocol'
import type { Selectable } from 'kysely'
import type { KnownMessage } from '../domain/entity-rows'
import { foldText } from '../domain/search-words'
import { present, readJson, readOptionalJson, writeJson, writeOptionalJson } from './json-column'
import { toMedia } from './media-rows'
import type { MessageTable } from './schema'

/** A message with the columns of its file, null where it has none. */
export type MessageRow = Selectable<MessageTable> & {
  media_mime_type: string | null
  media_filename: string | null
  media_size: number | null
  media_sha256: string | null
  media_width: number | null
  media_height: number | null
  media_duration_ms: number | null
  media_status: string | null
}

/** The columns that a message can change after its creation. */
export const toChanges = (message: KnownMessage) => ({
  content: message.content,
  content_folded: foldText(message.content),
  status: message.status,
  media_id: message.media?.id ?? null,
  location: writeOptionalJson(message.location),
  contacts: writeOptionalJson(message.contacts),
  interactive: writeOptionalJson(message.interactive),
  template: writeOptionalJson(message.template),
  referral: writeOptionalJson(message.referral),
  reactions: writeJson(message.reactions),
  error: writeOptionalJson(message.error),
  external_id: message.external_id ?? null,
  metadata: writeJson(message.metadata),
  deleted_at: message.deleted_at ?? null,
  updated_at: message.updated_at,
  version: message.version,
})

export const toRow = (tenantId: string, channelId: string, message: KnownMessage): MessageTable => ({
  tenant_id: tenantId,
  id: message.id,
  conversation_id: message.conversation_id,
  channel_id: channelId,
  seq: message.seq,
  sender_type: message.sender_type,
  sender_id: message.sender_id,
  message_type: message.message_type,
  client_message_id: message.client_message_id ?? null,
  reply_to_id: message.reply_to_id ?? null,
  created_at: message.created_at,
  ...toChanges(message),
})

/** Rebuilds the wire's message, with exactly the optional fields it was stored with. */
export const toMessage = (row: MessageRow): KnownMessage => ({
  id: row.id,
  tenant_id: row.tenant_id,
  conversation_id: row.conversation_id,
  seq: row.seq,
  sender_type: row.sender_type,
  sender_id: row.sender_id,
  content: row.content,
  message_type: row.message_type,
  status: row.status,
  ...present({
    client_message_id: row.client_message_id,
    reply_to_id: row.reply_to_id,
    media: readMedia(row),
    location: readOptionalJson<NonNullable<Message['location']>>(row.location),
    contacts: readOptionalJson<NonNullable<Message['contacts']>>(row.contacts),
    interactive: readOptionalJson<NonNullable<Message['interactive']>>(row.interactive),
    template: readOptionalJson<NonNullable<Message['template']>>(row.template),
    referral: readOptionalJson<NonNullable<Message['referral']>>(row.referral),
    error: readOptionalJson<NonNullable<Message['error']>>(row.error),
    external_id: row.external_id,
    deleted_at: row.deleted_at,
  }),
  reactions: readJson<Message['reactions']>(row.reactions),
  metadata: readJson<Message['metadata']>(row.metadata),
  created_at: row.created_at,
  updated_at: row.updated_at,
  version: row.version,
})

const readMedia = (row: MessageRow) =>
  row.media_id === null || row.media_mime_type === null || row.media_status === null
    ? null
    : toMedia(row.media_id, {
        mime_type: row.media_mime_type,
        filename: row.media_filename,
        size: row.media_size,
        sha256: row.media_sha256,
        width: row.media_width,
        height: row.media_height,
        duration_ms: row.media_duration_ms,
        status: row.media_status,
      })

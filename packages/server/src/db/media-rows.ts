import type { Media } from '@pytake/protocol'
import type { Kysely, Selectable } from 'kysely'
import type { MediaRows, StoredMedia } from '../domain/entity-rows'
import { present } from './json-column'
import type { MediaTable, Tables } from './schema'

/** The columns that make up the wire's media. */
export type MediaColumns = Pick<
  MediaTable,
  'mime_type' | 'filename' | 'size' | 'sha256' | 'width' | 'height' | 'duration_ms' | 'status'
>

export function mediaRows(db: Kysely<Tables>, tenantId: string): MediaRows {
  return {
    async get(id) {
      const row = await db
        .selectFrom('media')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? null : toStored(row)
    },
    async insert(stored) {
      await db.insertInto('media').values(toRow(tenantId, stored)).execute()
    },
    async update(stored) {
      const { tenant_id, id, ...changes } = toRow(tenantId, stored)
      await db.updateTable('media').set(changes).where('tenant_id', '=', tenant_id).where('id', '=', id).execute()
    },
  }
}

/** Rebuilds the wire's media from its columns. */
export const toMedia = (id: string, row: MediaColumns): Media => ({
  id,
  mime_type: row.mime_type,
  ...present({
    filename: row.filename,
    size: row.size,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    duration_ms: row.duration_ms,
  }),
  status: row.status,
})

const toRow = (tenantId: string, stored: StoredMedia): MediaTable => ({
  tenant_id: tenantId,
  id: stored.media.id,
  message_id: stored.message_id,
  conversation_id: stored.conversation_id,
  channel_id: stored.channel_id,
  external_id: stored.external_id,
  mime_type: stored.media.mime_type,
  filename: stored.media.filename ?? null,
  size: stored.media.size ?? null,
  sha256: stored.media.sha256 ?? null,
  width: stored.media.width ?? null,
  height: stored.media.height ?? null,
  duration_ms: stored.media.duration_ms ?? null,
  status: stored.media.status,
  storage_key: stored.key,
  fence: stored.fence,
  tries: stored.tries,
  due_at: stored.due_at,
})

const toStored = (row: Selectable<MediaTable>): StoredMedia => ({
  media: toMedia(row.id, row),
  message_id: row.message_id,
  conversation_id: row.conversation_id,
  channel_id: row.channel_id,
  external_id: row.external_id,
  key: row.storage_key,
  fence: row.fence,
  tries: row.tries,
  due_at: row.due_at,
})

import { type Kysely, sql } from 'kysely'
import type { StoredUpload, UploadRows } from '../domain/entity-rows'
import type { Tables } from './schema'

export function uploadRows(db: Kysely<Tables>, tenantId: string): UploadRows {
  const uploads = () => db.selectFrom('uploads').where('tenant_id', '=', tenantId)
  return {
    async get(id) {
      return (await uploads().select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
    },
    async twinOf(upload) {
      const twin = await uploads()
        .select(COLUMNS)
        .where('user_id', '=', upload.user_id)
        .where('status', '=', 'ready')
        .where('sha256', '=', upload.sha256)
        .where('mime_type', '=', upload.mime_type)
        .where(sql`coalesce(filename, '')`, '=', upload.filename ?? '')
        .where('id', '!=', upload.id)
        .limit(1)
        .executeTakeFirst()
      return twin ?? null
    },
    async countOf(userId) {
      const row = await uploads()
        .select((eb) => eb.fn.countAll<number>().as('amount'))
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row?.amount ?? 0
    },
    async insert(upload) {
      await db
        .insertInto('uploads')
        .values({ tenant_id: tenantId, ...upload })
        .execute()
    },
    async update({ id, ...changes }: StoredUpload) {
      await db.updateTable('uploads').set(changes).where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
    async remove(id) {
      await db.deleteFrom('uploads').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
  }
}

const COLUMNS = ['id', 'user_id', 'mime_type', 'filename', 'size', 'sha256', 'status', 'due_at'] as const

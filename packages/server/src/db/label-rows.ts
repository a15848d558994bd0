import type { Kysely } from 'kysely'
import type { LabelRows } from '../domain/entity-rows'
import { foldText } from '../domain/search-words'
import type { Tables } from './schema'

export function labelRows(db: Kysely<Tables>, tenantId: string): LabelRows {
  const labels = () =>
    db.selectFrom('labels').select(['id', 'name', 'color', 'created_at']).where('tenant_id', '=', tenantId)
  return {
    list: () => labels().orderBy('name_folded').execute(),
    get: async (id) => (await labels().where('id', '=', id).executeTakeFirst()) ?? null,
    byName: async (name) => (await labels().where('name_folded', '=', foldText(name)).executeTakeFirst()) ?? null,
    async insert(label) {
      await db
        .insertInto('labels')
        .values({ tenant_id: tenantId, ...label, name_folded: foldText(label.name) })
        .execute()
    },
    async remove(id) {
      await db.deleteFrom('labels').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
  }
}

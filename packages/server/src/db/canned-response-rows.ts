import type { Kysely } from 'kysely'
import type { CannedResponseRows } from '../domain/entity-rows'
import { foldText } from '../domain/search-words'
import type { Tables } from './schema'

export function cannedResponseRows(db: Kysely<Tables>, tenantId: string): CannedResponseRows {
  const responses = () =>
    db
      .selectFrom('canned_responses')
      .select(['id', 'shortcut', 'title', 'content', 'created_at', 'updated_at'])
      .where('tenant_id', '=', tenantId)
  return {
    list: () => responses().orderBy('shortcut_folded').execute(),
    get: async (id) => (await responses().where('id', '=', id).executeTakeFirst()) ?? null,
    byShortcut: async (shortcut) =>
      (await responses().where('shortcut_folded', '=', foldText(shortcut)).executeTakeFirst()) ?? null,
    async put(response) {
      const changes = { ...response, shortcut_folded: foldText(response.shortcut) }
      await db
        .insertInto('canned_responses')
        .values({ tenant_id: tenantId, ...changes })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(changes))
        .execute()
    },
    async remove(id) {
      await db.deleteFrom('canned_responses').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
  }
}

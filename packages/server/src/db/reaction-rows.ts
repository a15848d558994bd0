import { type Kysely, type SqlBool, sql } from 'kysely'
import type { ReactionRows } from '../domain/work-rows'
import type { Tables } from './schema'

export function reactionRows(db: Kysely<Tables>, tenantId: string): ReactionRows {
  return {
    async put(channelId, reaction) {
      const { emoji, provider_time, external_id } = reaction
      await db
        .insertInto('reactions')
        .values({ tenant_id: tenantId, channel_id: channelId, ...reaction })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'channel_id', 'target_external_id', 'contact_id'])
            .doUpdateSet({ emoji, provider_time, external_id })
            .where(
              sql<SqlBool>`(reactions.provider_time, reactions.external_id)
                < (excluded.provider_time, excluded.external_id)`,
            ),
        )
        .execute()
    },
    async shown(channelId, targetExternalIds) {
      if (targetExternalIds.length === 0) return []
      const rows = await db
        .selectFrom('reactions')
        .select(['emoji', 'contact_id'])
        .where('tenant_id', '=', tenantId)
        .where('channel_id', '=', channelId)
        .where('target_external_id', 'in', targetExternalIds)
        .where('emoji', 'is not', null)
        .orderBy('provider_time')
        .orderBy('external_id')
        .execute()
      return rows.flatMap(({ emoji, contact_id }) =>
        emoji === null ? [] : [{ emoji, sender_type: 'contact', sender_id: contact_id }],
      )
    },
  }
}

import type { Kysely } from 'kysely'
import type { OutgoingReactionRows } from '../domain/work-rows'
import type { Tables } from './schema'

const COLUMNS = [
  'message_id',
  'conversation_id',
  'channel_id',
  'target_external_id',
  'emoji',
  'fence',
  'tries',
  'due_at',
] as const

export function outgoingReactionRows(db: Kysely<Tables>, tenantId: string): OutgoingReactionRows {
  return {
    async get(messageId) {
      const row = await db
        .selectFrom('outgoing_reactions')
        .select(COLUMNS)
        .where('tenant_id', '=', tenantId)
        .where('message_id', '=', messageId)
        .executeTakeFirst()
      return row ?? null
    },
    async put(reaction) {
      await db
        .insertInto('outgoing_reactions')
        .values({ tenant_id: tenantId, ...reaction })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'message_id']).doUpdateSet(reaction))
        .execute()
    },
    async remove(messageId) {
      await db
        .deleteFrom('outgoing_reactions')
        .where('tenant_id', '=', tenantId)
        .where('message_id', '=', messageId)
        .execute()
    },
  }
}

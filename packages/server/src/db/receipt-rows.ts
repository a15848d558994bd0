import type { Kysely } from 'kysely'
import type { ReceiptRows } from '../domain/work-rows'
import type { Tables } from './schema'

export function receiptRows(db: Kysely<Tables>, tenantId: string): ReceiptRows {
  return {
    async get(conversationId) {
      const row = await db
        .selectFrom('receipts')
        .select(['conversation_id', 'channel_id', 'external_id', 'fence', 'tries', 'due_at'])
        .where('tenant_id', '=', tenantId)
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst()
      return row ?? null
    },
    async put(receipt) {
      await db
        .insertInto('receipts')
        .values({ tenant_id: tenantId, ...receipt })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'conversation_id']).doUpdateSet(receipt))
        .execute()
    },
    async remove(conversationId) {
      await db
        .deleteFrom('receipts')
        .where('tenant_id', '=', tenantId)
        .where('conversation_id', '=', conversationId)
        .execute()
    },
  }
}

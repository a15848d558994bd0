import type { Conversation } from '@pytake/protocol'
import type { Kysely } from 'kysely'
import type { LogRows } from '../domain/entity-rows'
import type { LogEvent } from '../domain/ports'
import { readJson, writeJson } from './json-column'
import type { EventTable, Tables } from './schema'

/** Rows of one multi-row insert: six parameters each, far below every database's limit. */
const MAX_INSERT_ROWS = 100

/** The tenant's log: dense, since the head is moved in the transaction that writes the events. */
export function logRows(db: Kysely<Tables>, tenantId: string): LogRows {
  const events = () => db.selectFrom('events').where('tenant_id', '=', tenantId)
  const head = async () => {
    const row = await db.selectFrom('counters').select('head').where('tenant_id', '=', tenantId).executeTakeFirst()
    return row?.head ?? 0
  }
  return {
    head,
    // SQLite has one writer, so reading inside the write transaction is the lock.
    lockHead: head,
    async append(appended) {
      for (let start = 0; start < appended.length; start += MAX_INSERT_ROWS) {
        const rows = appended.slice(start, start + MAX_INSERT_ROWS).map((event) => toRow(tenantId, event))
        await db.insertInto('events').values(rows).execute()
      }
      const last = appended.at(-1)
      if (last === undefined) return
      await db
        .insertInto('counters')
        .values({ tenant_id: tenantId, head: last.seq })
        .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ head: last.seq }))
        .execute()
    },
    async after(position, limit) {
      const rows = await events().selectAll().where('seq', '>', position).orderBy('seq').limit(limit).execute()
      return rows.map(toEvent)
    },
    async oldest() {
      const row = await events().select('seq').orderBy('seq').limit(1).executeTakeFirst()
      return row === undefined ? head() : row.seq - 1
    },
    async lastConversation(conversationId, seq) {
      let query = events()
        .select('payload')
        .where('conversation_id', '=', conversationId)
        .where('type', '=', 'conversation_updated')
      if (seq !== undefined) query = query.where('seq', '<', seq)
      const row = await query.orderBy('seq', 'desc').limit(1).executeTakeFirst()
      return row === undefined ? null : readJson<Conversation>(row.payload)
    },
  }
}

const toRow = (tenantId: string, event: LogEvent): EventTable => ({
  tenant_id: tenantId,
  seq: event.seq,
  type: event.type,
  conversation_id: event.conversation_id,
  payload: writeJson(event.data),
  created_at: event.created_at,
})

const toEvent = (row: EventTable): LogEvent => ({
  tenant_id: row.tenant_id,
  seq: row.seq,
  type: row.type,
  conversation_id: row.conversation_id,
  data: readJson<LogEvent['data']>(row.payload),
  created_at: row.created_at,
})

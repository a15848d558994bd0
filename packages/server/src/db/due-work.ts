import { type Kysely, type SqlBool, sql } from 'kysely'
import type { DueWork } from '../domain/work-rows'
import type { Tables } from './schema'

/**
 * Finds due work over all tenants. It answers keys only: whoever acts on one reads it again, bound to its tenant.
 *
 * @param read runs a query on committed data
 */
export function dueWork(read: <T>(query: (db: Kysely<Tables>) => Promise<T>) => Promise<T>): DueWork {
  return {
    deliveries: (now, limit) =>
      read((db) =>
        queuedHeads(db).select(['tenant_id', 'id']).where('due_at', '<=', now).orderBy('due_at').limit(limit).execute(),
      ),
    expiredDeliveries: (now, limit) =>
      read((db) =>
        db
          .selectFrom('deliveries')
          .select(['tenant_id', 'id'])
          .where('state', '=', 'sending')
          .where('lease_until', '<=', now)
          .limit(limit)
          .execute(),
      ),
    receipts: (now, limit) =>
      read((db) =>
        db
          .selectFrom('receipts')
          .select(['tenant_id', 'conversation_id as id'])
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .limit(limit)
          .execute(),
      ),
    outgoingReactions: (now, limit) =>
      read((db) =>
        db
          .selectFrom('outgoing_reactions')
          .select(['tenant_id', 'message_id as id'])
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .limit(limit)
          .execute(),
      ),
    media: (now, limit) =>
      read((db) =>
        db
          .selectFrom('media')
          .select(['tenant_id', 'id'])
          .where('status', '=', 'pending')
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .limit(limit)
          .execute(),
      ),
    uploads: (now, limit) =>
      read((db) =>
        db
          .selectFrom('uploads')
          .select(['tenant_id', 'id'])
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .limit(limit)
          .execute(),
      ),
    nextAt: () => read(nextAt),
  }
}

/** Queued deliveries that no older one of their conversation holds up. */
const queuedHeads = (db: Kysely<Tables>) =>
  db
    .selectFrom('deliveries')
    .where('state', '=', 'queued')
    .where(
      sql<SqlBool>`not exists (
        select 1 from deliveries as older
        where older.tenant_id = deliveries.tenant_id and older.conversation_id = deliveries.conversation_id
          and older.state in ('queued', 'sending') and older.position < deliveries.position)`,
    )

async function nextAt(db: Kysely<Tables>): Promise<string | null> {
  const earliest = await Promise.all([
    queuedHeads(db).select('due_at as at').orderBy('due_at').limit(1).executeTakeFirst(),
    db
      .selectFrom('deliveries')
      .select('lease_until as at')
      .where('state', '=', 'sending')
      .orderBy('lease_until')
      .limit(1)
      .executeTakeFirst(),
    db.selectFrom('receipts').select('due_at as at').orderBy('due_at').limit(1).executeTakeFirst(),
    db.selectFrom('outgoing_reactions').select('due_at as at').orderBy('due_at').limit(1).executeTakeFirst(),
    db
      .selectFrom('media')
      .select('due_at as at')
      .where('status', '=', 'pending')
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst(),
    db.selectFrom('uploads').select('due_at as at').orderBy('due_at').limit(1).executeTakeFirst(),
  ])
  const times = earliest.flatMap((row) => (row?.at ? [row.at] : []))
  return times.sort()[0] ?? null
}

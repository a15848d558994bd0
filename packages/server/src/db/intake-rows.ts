import type { MessageError } from '@pytake/protocol'
import type { Kysely } from 'kysely'
import type { IntakeRows } from '../domain/work-rows'
import { readOptionalJson, writeJson, writeOptionalJson } from './json-column'
import type { Tables } from './schema'

export function intakeRows(db: Kysely<Tables>, tenantId: string): IntakeRows {
  return {
    async markReceived(channelId, externalId, now) {
      const inserted = await db
        .insertInto('received')
        .values({ tenant_id: tenantId, channel_id: channelId, external_id: externalId, received_at: now })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'channel_id', 'external_id']).doNothing())
        .returning('external_id')
        .executeTakeFirst()
      return inserted !== undefined
    },
    async parkStatus(channelId, { external_id, known }, now, keepSince) {
      await db
        .deleteFrom('parked_statuses')
        .where('tenant_id', '=', tenantId)
        .where('created_at', '<', keepSince)
        .execute()
      await db
        .insertInto('parked_statuses')
        .values({
          tenant_id: tenantId,
          channel_id: channelId,
          external_id,
          status: known.status,
          error: writeOptionalJson(known.error),
          created_at: now,
        })
        .execute()
    },
    async takeParked(channelId, externalId) {
      const rows = await db
        .deleteFrom('parked_statuses')
        .where('tenant_id', '=', tenantId)
        .where('channel_id', '=', channelId)
        .where('external_id', '=', externalId)
        .returning(['external_id', 'status', 'error'])
        .execute()
      return rows.map(({ external_id, status, error }) => ({
        external_id,
        known: { status, error: readOptionalJson<MessageError>(error) },
      }))
    },
    async setAside(item) {
      await db
        .insertInto('set_aside')
        .values({ ...item, tenant_id: tenantId, raw: writeJson(item.raw) })
        .execute()
    },
    async idempotent(userId, key) {
      const row = await db
        .selectFrom('idempotency')
        .select(['body_hash', 'message_id'])
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .where('idempotency_key', '=', key)
        .executeTakeFirst()
      return row ?? null
    },
    async rememberIdempotent(userId, key, outcome, now) {
      await db
        .insertInto('idempotency')
        .values({ tenant_id: tenantId, user_id: userId, idempotency_key: key, ...outcome, created_at: now })
        .execute()
    },
  }
}

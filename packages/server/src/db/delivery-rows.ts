import type { MessageError } from '@pytake/protocol'
import type { Kysely, Selectable } from 'kysely'
import type { Delivery, DeliveryRows } from '../domain/work-rows'
import { readOptionalJson, writeOptionalJson } from './json-column'
import type { DeliveryTable, Tables } from './schema'

export function deliveryRows(db: Kysely<Tables>, tenantId: string): DeliveryRows {
  const deliveries = () => db.selectFrom('deliveries').selectAll().where('tenant_id', '=', tenantId)
  return {
    async get(id) {
      return toOptional(await deliveries().where('id', '=', id).executeTakeFirst())
    },
    async byExternalId(channelId, externalId) {
      const row = await deliveries()
        .where('channel_id', '=', channelId)
        .where('external_id', '=', externalId)
        .executeTakeFirst()
      return toOptional(row)
    },
    async ofMessage(messageId) {
      return (await deliveries().where('message_id', '=', messageId).orderBy('attempt').execute()).map(toDelivery)
    },
    async hasUnsettledBefore(delivery) {
      const row = await db
        .selectFrom('deliveries')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('conversation_id', '=', delivery.conversation_id)
        .where('state', 'in', ['queued', 'sending'])
        .where('position', '<', delivery.position)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
    async insert(delivery) {
      await db.insertInto('deliveries').values(toRow(tenantId, delivery)).execute()
    },
    async update(delivery) {
      const { tenant_id, id, ...changes } = toRow(tenantId, delivery)
      await db.updateTable('deliveries').set(changes).where('tenant_id', '=', tenant_id).where('id', '=', id).execute()
    },
    async remove(id) {
      await db.deleteFrom('deliveries').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
  }
}

const toRow = (tenantId: string, { known, ...delivery }: Delivery): DeliveryTable => ({
  ...delivery,
  tenant_id: tenantId,
  status: known.status,
  error: writeOptionalJson(known.error),
})

const toOptional = (row: Selectable<DeliveryTable> | undefined) => (row === undefined ? null : toDelivery(row))

const toDelivery = (row: Selectable<DeliveryTable>): Delivery => ({
  id: row.id,
  message_id: row.message_id,
  conversation_id: row.conversation_id,
  channel_id: row.channel_id,
  attempt: row.attempt,
  state: row.state,
  known: { status: row.status, error: readOptionalJson<MessageError>(row.error) },
  external_id: row.external_id,
  position: row.position,
  fence: row.fence,
  tries: row.tries,
  due_at: row.due_at,
  lease_until: row.lease_until,
})

import type { Contact } from '@pytake/protocol'
import type { Kysely, Selectable } from 'kysely'
import type { ContactRows, StoredContact } from '../domain/entity-rows'
import { foldText, phoneDigits } from '../domain/search-words'
import { readJson, writeJson } from './json-column'
import type { ContactTable, Tables } from './schema'
import { matchesContact } from './search-conditions'

export function contactRows(db: Kysely<Tables>, tenantId: string): ContactRows {
  const contacts = () => db.selectFrom('contacts').where('contacts.tenant_id', '=', tenantId)
  return {
    async get(id) {
      return toStored(await contacts().selectAll().where('id', '=', id).executeTakeFirst())
    },
    async byIdentity({ channel_kind, address }) {
      const row = await contacts()
        .innerJoin('contact_identities as identity', (join) =>
          join.onRef('identity.tenant_id', '=', 'contacts.tenant_id').onRef('identity.contact_id', '=', 'contacts.id'),
        )
        .selectAll('contacts')
        .where('identity.channel_kind', '=', channel_kind)
        .where('identity.address', '=', address)
        .executeTakeFirst()
      return toStored(row)
    },
    async byPhone(phone) {
      return toStored(await contacts().selectAll().where('phone', '=', phone).orderBy('id').executeTakeFirst())
    },
    async insert(stored) {
      await db.insertInto('contacts').values(toRow(tenantId, stored)).execute()
    },
    async update(stored) {
      const { tenant_id, id, ...changes } = toRow(tenantId, stored)
      await db.updateTable('contacts').set(changes).where('tenant_id', '=', tenant_id).where('id', '=', id).execute()
    },
    async addIdentity(contactId, identity) {
      await db
        .insertInto('contact_identities')
        .values({ tenant_id: tenantId, contact_id: contactId, ...identity })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'channel_kind', 'address']).doNothing())
        .execute()
    },
    async address(contactId, channelKind) {
      const row = await db
        .selectFrom('contact_identities')
        .select('address')
        .where('tenant_id', '=', tenantId)
        .where('contact_id', '=', contactId)
        .where('channel_kind', '=', channelKind)
        .orderBy('address')
        .executeTakeFirst()
      return row?.address ?? null
    },
    async list({ words, offset, limit }) {
      let query = contacts().selectAll('contacts')
      for (const word of words) query = query.where((eb) => matchesContact(eb, word))
      const rows = await query.orderBy('name_folded').orderBy('id').limit(limit).offset(offset).execute()
      return rows.map(toContact)
    },
    async remove(id) {
      await db.deleteFrom('contact_identities').where('tenant_id', '=', tenantId).where('contact_id', '=', id).execute()
      await db.deleteFrom('contacts').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
  }
}

const toRow = (tenantId: string, { contact, name_source }: StoredContact): ContactTable => ({
  tenant_id: tenantId,
  id: contact.id,
  name: contact.name,
  name_source,
  name_folded: foldText(contact.name),
  phone: contact.phone,
  phone_digits: phoneDigits(contact.phone ?? ''),
  metadata: writeJson(contact.metadata),
  created_at: contact.created_at,
  updated_at: contact.updated_at,
  version: contact.version,
})

const toStored = (row: Selectable<ContactTable> | undefined): StoredContact | null =>
  row === undefined ? null : { contact: toContact(row), name_source: row.name_source }

const toContact = (row: Selectable<ContactTable>): Contact => ({
  id: row.id,
  tenant_id: row.tenant_id,
  name: row.name,
  phone: row.phone,
  metadata: readJson<Contact['metadata']>(row.metadata),
  created_at: row.created_at,
  updated_at: row.updated_at,
  version: row.version,
})

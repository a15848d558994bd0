import type { Contact } from '@pytake/protocol'
import type { Change } from './change'
import { insertContact, updateContact } from './contact-change'
import { removeConversation } from './conversations'
import type { StoredContact } from './entity-rows'
import type { Inbox } from './inbox'
import { channelsOf, type InboxContext, newId, notFound, requireAdmin } from './inbox-context'
import { phoneDigits, readSearch } from './search-words'

export function createContacts(context: InboxContext): Inbox['contacts'] {
  const { database, changes } = context
  return {
    list: (principal, { search, offset, limit }) =>
      database.read(principal.tenant_id, async (rows) => {
        const request = readSearch(search)
        const position = await rows.log.head()
        if (request.kind === 'nothing') return { items: [], position, next: null }
        const words = request.kind === 'words' ? request.words : []
        const found = await rows.contacts.list({ words, offset, limit: limit + 1 })
        return { items: found.slice(0, limit), position, next: found.length > limit ? String(offset + limit) : null }
      }),
    create: (principal, { name, phone, metadata = {} }) =>
      changes.run(principal.tenant_id, async (change) => {
        const identities = identitiesOf(context, principal.tenant_id, phone)
        const known = await findByPhone(change, phone, identities)
        const created = known === null
        const item =
          known?.contact ??
          (await insertContact(
            change,
            { id: newId(context), tenant_id: principal.tenant_id, name, phone, metadata },
            'agent',
          ))
        for (const identity of identities) await change.rows.contacts.addIdentity(item.id, identity)
        return { item, created }
      }),
    get: (principal, id) =>
      database.read(principal.tenant_id, async (rows) => existing(await rows.contacts.get(id)).contact),
    update: (principal, id, body) =>
      changes.run(principal.tenant_id, async (change) => {
        const stored = existing(await change.rows.contacts.get(id))
        const { name, metadata } = { ...stored.contact, ...withoutUndefined(body) }
        const same =
          name === stored.contact.name && JSON.stringify(metadata) === JSON.stringify(stored.contact.metadata)
        if (same) return stored.contact
        return updateContact(change, stored, { name, metadata }, body.name === undefined ? stored.name_source : 'agent')
      }),
    remove: async (principal, id) => {
      requireAdmin(principal, 'delete contact')
      await changes.run(principal.tenant_id, async (change) => {
        existing(await change.rows.contacts.get(id))
        for (const stored of await change.rows.conversations.ofContact(id)) await removeConversation(change, stored)
        await change.rows.contacts.remove(id)
      })
    },
  }
}

function existing(stored: StoredContact | null): StoredContact {
  if (stored === null) throw notFound('contact')
  return stored
}

/** On each kind of channel that knows people by their phone, the address is its digits. */
function identitiesOf(context: InboxContext, tenantId: string, phone: string) {
  const kinds = new Set(channelsOf(context, tenantId).map((channel) => channel.kind))
  return [...kinds].map((channel_kind) => ({ channel_kind, address: phoneDigits(phone) }))
}

async function findByPhone(
  change: Change,
  phone: string,
  identities: ReturnType<typeof identitiesOf>,
): Promise<StoredContact | null> {
  for (const identity of identities) {
    const known = await change.rows.contacts.byIdentity(identity)
    if (known !== null) return known
  }
  return change.rows.contacts.byPhone(phone)
}

const withoutUndefined = (body: { name?: string | undefined; metadata?: Contact['metadata'] | undefined }) => ({
  ...(body.name !== undefined && { name: body.name }),
  ...(body.metadata !== undefined && { metadata: body.metadata }),
})

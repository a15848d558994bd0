import type { Contact } from '@pytake/protocol'
import type { Change } from './change'
import { embed, saveConversation } from './conversation-change'
import type { StoredContact } from './entity-rows'

/** Stores a new contact and tells it. */
export async function insertContact(
  change: Change,
  fields: Pick<Contact, 'id' | 'tenant_id' | 'name' | 'phone' | 'metadata'>,
  nameSource: StoredContact['name_source'],
): Promise<Contact> {
  const contact = { ...fields, created_at: change.now, updated_at: change.now, version: 0 }
  await change.append('contact_updated', null, (version) => Object.assign(contact, { version }))
  await change.rows.contacts.insert({ contact, name_source: nameSource })
  return contact
}

/** Stores a changed contact and tells it, and then each conversation that embeds it. */
export async function updateContact(
  change: Change,
  stored: StoredContact,
  fields: Partial<Pick<Contact, 'name' | 'phone' | 'metadata'>>,
  nameSource: StoredContact['name_source'] = stored.name_source,
): Promise<Contact> {
  const contact = { ...stored.contact, ...fields, updated_at: change.now }
  await change.append('contact_updated', null, (version) => Object.assign(contact, { version }))
  await change.rows.contacts.update({ contact, name_source: nameSource })
  for (const conversation of await change.rows.conversations.ofContact(contact.id)) {
    await saveConversation(change, conversation, { contact: embed(contact) })
  }
  return contact
}

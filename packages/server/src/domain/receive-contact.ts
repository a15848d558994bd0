import type { Contact } from '@pytake/protocol'
import type { Change } from './change'
import { insertContact, updateContact } from './contact-change'
import type { StoredContact } from './entity-rows'
import { type InboxContext, newId } from './inbox-context'
import type { Channel, ReceivedContact } from './ports'

/** Finds who wrote, by address and then by phone, or creates them; keeps up with the name of their profile. */
export async function receiveContact(
  context: InboxContext,
  change: Change,
  channel: Channel,
  received: ReceivedContact,
): Promise<Contact> {
  const identity = { channel_kind: channel.kind, address: received.address }
  const known = (await change.rows.contacts.byIdentity(identity)) ?? (await adopt(change, received, identity))
  if (known !== null) return keepUp(change, known, received)
  const contact = await insertContact(
    change,
    {
      id: newId(context),
      tenant_id: channel.tenant_id,
      name: nameOf(received) ?? received.phone ?? received.address,
      phone: received.phone,
      metadata: {},
    },
    'profile',
  )
  await change.rows.contacts.addIdentity(contact.id, identity)
  return contact
}

/** Somebody whom an agent entered by phone before they first wrote. */
async function adopt(
  change: Change,
  { phone }: ReceivedContact,
  identity: { channel_kind: string; address: string },
): Promise<StoredContact | null> {
  const known = phone === null ? null : await change.rows.contacts.byPhone(phone)
  if (known !== null) await change.rows.contacts.addIdentity(known.contact.id, identity)
  return known
}

async function keepUp(change: Change, stored: StoredContact, received: ReceivedContact): Promise<Contact> {
  const { contact } = stored
  const name = stored.name_source === 'profile' ? (nameOf(received) ?? contact.name) : contact.name
  const phone = contact.phone ?? received.phone
  if (name === contact.name && phone === contact.phone) return contact
  return updateContact(change, stored, { name, phone })
}

/** A profile may hold nothing but blanks. */
const nameOf = ({ name }: ReceivedContact): string | null => (name === null || name.trim() === '' ? null : name)

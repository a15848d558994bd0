import type { Contact, Conversation, EmbeddedContact, Message, MessageStatusChange } from '@pytake/protocol'
import type { Compare } from '../lib/sorted'
import type { MessageItem } from './snapshots'

/*
 * How what we hold and what arrives become one. All of it is pure, idempotent and independent of order as far as
 * versions reach, so snapshots and events may overlap and repeat.
 */

/** A whole entity wins iff its version is higher; the embedded contact has a version of its own. */
export function joinConversation(held: Conversation | undefined, incoming: Conversation): Conversation {
  if (held === undefined) return incoming
  const base = incoming.version > held.version ? incoming : held
  const contact = newerContact(held.contact, incoming.contact)
  return base.contact === contact ? base : { ...base, contact }
}

export const newerContact = (held: EmbeddedContact, incoming: EmbeddedContact): EmbeddedContact =>
  incoming.version > held.version ? incoming : held

export const embedContact = ({ id, name, phone, version }: Contact): EmbeddedContact => ({ id, name, phone, version })

export const joinMessage = (held: MessageItem | undefined, incoming: Message): MessageItem =>
  held === undefined || incoming.version > held.version ? confirmedItem(incoming) : held

/** A status change touches its fields only, and raises the version so that older snapshots cannot undo it. */
export function applyStatus(held: MessageItem, change: MessageStatusChange): MessageItem {
  if (change.version <= held.version) return held
  const changed = { ...held, status: change.status, version: change.version }
  if (change.error) changed.error = change.error
  else if (held.error) delete changed.error
  return changed
}

/** Our fields first: a spread that is added to afterwards takes twice the memory (V8: 929 bytes instead of 457). */
export const confirmedItem = (message: Message): MessageItem => ({
  key: message.client_message_id ?? message.id,
  origin: 'server',
  ...message,
})

/** The most recent first; of equal times the larger id. A conversation without messages stands at its creation. */
export const compareConversations: Compare<Conversation> = (a, b) =>
  compareText(recency(b), recency(a)) || compareText(b.id, a.id)

const recency = ({ last_message_time, created_at }: Conversation) => last_message_time ?? created_at

/** Where a message stands in its conversation. */
export interface MessagePlace {
  created_at: string
  seq: number
}

export const compareMessages: Compare<MessagePlace> = (a, b) => compareText(a.created_at, b.created_at) || a.seq - b.seq

/** By code unit, not by locale: the server's times and ids sort the same everywhere. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

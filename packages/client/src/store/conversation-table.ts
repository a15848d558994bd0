import type { Contact, Conversation, ConversationRemoval, EmbeddedContact } from '@pytake/protocol'
import { createRecentMap } from '../lib/recent-map'
import { embedContact, joinConversation, newerContact } from './reduce'

/** Conversations held although nothing shows them; events keep all of them current. */
const MAX_CONVERSATIONS = 10_000
/** How many more come before it is looked again which can go: looking costs a walk over all. */
const SLACK = 1_000
const MAX_TOMBSTONES = 1_000
/** A contact's change may come before the page that brings its conversation. */
const MAX_RECENT_CONTACTS = 1_000

/** All conversations known, each at its highest version. */
export interface ConversationTable {
  get(id: string): Conversation | undefined
  values(): IterableIterator<Conversation>
  /** What is held afterwards; undefined where the conversation has been deleted since. */
  put(incoming: Conversation): Conversation | undefined
  /** False where what is held is newer than the removal. */
  remove(removal: ConversationRemoval): boolean
  /** The conversations that changed. */
  putContact(contact: Contact): Conversation[]
  clear(): void
}

/** @param isShown whether it must stay: letting go of what is on screen would forget its version */
export function createConversationTable(isShown: (id: string) => boolean): ConversationTable {
  const conversations = new Map<string, Conversation>()
  const tombstones = createRecentMap<number>(MAX_TOMBSTONES)
  const contacts = createRecentMap<EmbeddedContact>(MAX_RECENT_CONTACTS)

  let evictAt = MAX_CONVERSATIONS

  const evict = (): void => {
    let excess = conversations.size - MAX_CONVERSATIONS
    for (const id of conversations.keys()) {
      if (excess <= 0) break
      if (isShown(id)) continue
      conversations.delete(id)
      excess -= 1
    }
    evictAt = conversations.size + SLACK
  }

  return {
    get: (id) => conversations.get(id),
    values: () => conversations.values(),
    put: (incoming) => {
      if (incoming.version <= (tombstones.get(incoming.id) ?? -1)) return undefined
      tombstones.delete(incoming.id)
      const held = conversations.get(incoming.id)
      const joined = withContact(joinConversation(held, incoming), contacts.get(incoming.contact_id))
      if (joined !== held) {
        // Before it is in, since what comes first is shown by nobody yet.
        if (conversations.size >= evictAt) evict()
        conversations.delete(incoming.id)
        conversations.set(incoming.id, joined)
      }
      return joined
    },
    remove: ({ conversation_id, version }) => {
      const held = conversations.get(conversation_id)
      if (held && held.version >= version) return false
      tombstones.set(conversation_id, Math.max(version, tombstones.get(conversation_id) ?? 0))
      conversations.delete(conversation_id)
      return true
    },
    putContact: (contact) => {
      const incoming = embedContact(contact)
      if (incoming.version <= (contacts.get(contact.id)?.version ?? -1)) return []
      contacts.set(contact.id, incoming)
      const changed: Conversation[] = []
      for (const held of conversations.values()) {
        if (held.contact_id !== contact.id) continue
        const joined = withContact(held, incoming)
        if (joined === held) continue
        conversations.set(held.id, joined)
        changed.push(joined)
      }
      return changed
    },
    clear: () => {
      conversations.clear()
      tombstones.clear()
      contacts.clear()
    },
  }
}

function withContact(conversation: Conversation, known: EmbeddedContact | undefined): Conversation {
  if (known === undefined) return conversation
  const contact = newerContact(conversation.contact, known)
  return contact === conversation.contact ? conversation : { ...conversation, contact }
}

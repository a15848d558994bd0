import type { Conversation, ConversationCounts } from '@pytake/protocol'
import type { Change } from './change'
import { emptyConversation, saveConversation } from './conversation-change'
import { listConversations, listVisible } from './conversation-list'
import { conversationFieldsOf } from './conversation-update'
import type { Rows } from './database'
import type { StoredConversation } from './entity-rows'
import type { Inbox } from './inbox'
import {
  channelsOf,
  type InboxContext,
  invalid,
  newId,
  notFound,
  requireAdmin,
  seenConversation,
} from './inbox-context'
import { markRead } from './mark-read'
import type { Channel } from './ports'
import type { Principal } from './principal'
import { phoneDigits } from './search-words'

export function createConversations(context: InboxContext): Inbox['conversations'] {
  const { database, changes, policy } = context
  return {
    list: (principal, query) =>
      database.read(principal.tenant_id, (rows) => listConversations(rows, policy, principal, query)),
    counts: (principal) => database.read(principal.tenant_id, (rows) => countVisible(context, rows, principal)),
    get: (principal, id) =>
      database.read(
        principal.tenant_id,
        async (rows) => (await seenConversation(context, rows, principal, id)).conversation,
      ),
    open: (principal, body) =>
      changes.run(principal.tenant_id, async (change) => {
        const channel = chooseChannel(context, principal, body.channel_id)
        const contact = (await change.rows.contacts.get(body.contact_id))?.contact
        if (contact === undefined) throw notFound('contact')
        const known = await change.rows.conversations.byContact(channel.channel_id, contact.id)
        if (known !== null) {
          const { conversation } = await seenConversation(context, change.rows, principal, known.conversation.id)
          return { item: conversation, created: false }
        }
        await ensureAddress(change, contact.id, contact.phone, channel)
        const id = newId(context)
        const stored = emptyConversation(change, { id, tenantId: principal.tenant_id, contact, channel })
        await change.rows.conversations.insert(stored)
        return { item: (await saveConversation(change, stored, {})).conversation, created: true }
      }),
    update: (principal, id, body) =>
      changes.run(principal.tenant_id, async (change) => {
        const stored = await seenConversation(context, change.rows, principal, id)
        const newest = await change.rows.messages.newest(id, { customerFacing: true })
        const fields = conversationFieldsOf(stored.conversation, body, newest?.sender_type === 'contact')
        if (Object.keys(fields).length === 0) return stored.conversation
        return (await saveConversation(change, stored, fields)).conversation
      }),
    remove: async (principal, id) => {
      requireAdmin(principal, 'delete conversation')
      await changes.run(principal.tenant_id, async (change) => {
        await removeConversation(change, await seenConversation(context, change.rows, principal, id))
      })
    },
    markRead: (principal, id, body) =>
      changes.run(principal.tenant_id, async (change) =>
        markRead(change, await seenConversation(context, change.rows, principal, id), body.up_to_message_id),
      ),
  }
}

/** Deletes a conversation with all it holds; what stays is the event. */
export async function removeConversation(change: Change, { conversation }: StoredConversation): Promise<void> {
  const { id, contact_id } = conversation
  await change.append('conversation_deleted', id, (version) => ({ conversation_id: id, contact_id, version }))
  await change.rows.conversations.remove(id)
}

function chooseChannel(context: InboxContext, principal: Principal, channelId: string | undefined): Channel {
  const channels = channelsOf(context, principal.tenant_id)
  if (channelId === undefined) {
    const [only, second] = channels
    if (only === undefined || second !== undefined)
      throw invalid('channel_id', 'is needed: there is not just one channel')
    return only
  }
  const channel = channels.find((candidate) => candidate.channel_id === channelId)
  if (channel === undefined) throw invalid('channel_id', 'is not a channel of yours')
  return channel
}

/** A contact made before the channel was set up has a phone but no address on it yet. */
async function ensureAddress(change: Change, contactId: string, phone: string | null, channel: Channel): Promise<void> {
  if (phone === null || (await change.rows.contacts.address(contactId, channel.kind)) !== null) return
  await change.rows.contacts.addIdentity(contactId, { channel_kind: channel.kind, address: phoneDigits(phone) })
}

async function countVisible(context: InboxContext, rows: Rows, principal: Principal): Promise<ConversationCounts> {
  const { policy } = context
  if (policy.seesWholeTenant(principal)) return rows.conversations.counts()
  const everything = { words: [], after: null, offset: 0, limit: Number.MAX_SAFE_INTEGER }
  const canSee = (conversation: Conversation) => policy.canSee(principal, conversation)
  const counts: ConversationCounts = { all: 0, active: 0, waiting: 0, assigned: 0, closed: 0, unread: 0 }
  for (const { status, unread_count } of await listVisible(rows, everything, canSee)) {
    counts.all += 1
    counts[status] += 1
    counts.unread += unread_count
  }
  return counts
}

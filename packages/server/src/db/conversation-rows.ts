import type { ConversationCounts } from '@pytake/protocol'
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { ConversationFilter, ConversationRows, KnownConversation, StoredConversation } from '../domain/entity-rows'
import { readJson, writeJson } from './json-column'
import type { ConversationTable, Tables } from './schema'
import { matchesConversation } from './search-conditions'

interface EmbeddedContactColumns {
  contact_name: string
  contact_phone: string | null
  contact_version: number
}

type ConversationRow = Selectable<ConversationTable> & EmbeddedContactColumns

export function conversationRows(db: Kysely<Tables>, tenantId: string): ConversationRows {
  const conversations = () =>
    db
      .selectFrom('conversations')
      .innerJoin('contacts', (join) =>
        join
          .onRef('contacts.tenant_id', '=', 'conversations.tenant_id')
          .onRef('contacts.id', '=', 'conversations.contact_id'),
      )
      .where('conversations.tenant_id', '=', tenantId)
  const whole = () =>
    conversations()
      .selectAll('conversations')
      .select([
        'contacts.name as contact_name',
        'contacts.phone as contact_phone',
        'contacts.version as contact_version',
      ])

  function filtered(filter: ConversationFilter) {
    const { status, assignee_id, channel_id, label, unread, after } = filter
    let query = whole()
    if (status !== undefined) query = query.where('conversations.status', '=', status)
    if (assignee_id === null) query = query.where('conversations.assignee_id', 'is', null)
    else if (assignee_id !== undefined) query = query.where('conversations.assignee_id', '=', assignee_id)
    if (channel_id !== undefined) query = query.where('conversations.channel_id', '=', channel_id)
    if (label !== undefined) query = query.where(hasLabel(label))
    if (unread !== undefined) query = query.where('conversations.unread_count', unread ? '>' : '=', 0)
    for (const word of filter.words) query = query.where((eb) => matchesConversation(eb, word))
    if (after === null) return query
    const beyond = sql.raw(filter.oldestFirst ? '>' : '<')
    return query.where(
      sql<SqlBool>`(conversations.activity_at, conversations.id) ${beyond} (${after.activity_at}, ${after.id})`,
    )
  }

  return {
    async get(id) {
      return toStored(await whole().where('conversations.id', '=', id).executeTakeFirst())
    },
    async byContact(channelId, contactId) {
      const row = await whole()
        .where('conversations.channel_id', '=', channelId)
        .where('conversations.contact_id', '=', contactId)
        .executeTakeFirst()
      return toStored(row)
    },
    async ofContact(contactId) {
      const rows = await whole().where('conversations.contact_id', '=', contactId).orderBy('conversations.id').execute()
      return rows.map(toStoredConversation)
    },
    async insert(stored) {
      await db.insertInto('conversations').values(toRow(tenantId, stored)).execute()
    },
    async update(stored) {
      await db
        .updateTable('conversations')
        .set(toChanges(stored))
        .where('tenant_id', '=', tenantId)
        .where('id', '=', stored.conversation.id)
        .execute()
    },
    async list(filter) {
      const direction = filter.oldestFirst ? 'asc' : 'desc'
      const rows = await filtered(filter)
        .orderBy('conversations.activity_at', direction)
        .orderBy('conversations.id', direction)
        .limit(filter.limit)
        .offset(filter.offset)
        .execute()
      return rows.map(toConversation)
    },
    counts: () => countConversations(db, tenantId),
    remove: (id) => removeConversation(db, tenantId, id),
  }
}

const hasLabel = (label: string) =>
  sql<SqlBool>`exists (select 1 from json_each(conversations.labels) as label where label.value = ${label})`

async function countConversations(db: Kysely<Tables>, tenantId: string): Promise<ConversationCounts> {
  const rows = await db
    .selectFrom('conversations')
    .select((eb) => ['status', eb.fn.countAll<number>().as('amount'), eb.fn.sum<number>('unread_count').as('unread')])
    .where('tenant_id', '=', tenantId)
    .groupBy('status')
    .execute()
  const counts: ConversationCounts = { all: 0, active: 0, waiting: 0, assigned: 0, closed: 0, unread: 0 }
  for (const row of rows) {
    counts[row.status] += row.amount
    counts.all += row.amount
    counts.unread += row.unread
  }
  return counts
}

async function removeConversation(db: Kysely<Tables>, tenantId: string, id: string): Promise<void> {
  for (const table of ['messages', 'media', 'deliveries', 'receipts', 'outgoing_reactions'] as const) {
    await db.deleteFrom(table).where('tenant_id', '=', tenantId).where('conversation_id', '=', id).execute()
  }
  await db.deleteFrom('conversations').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
}

const toRow = (tenantId: string, stored: StoredConversation): ConversationTable => ({
  tenant_id: tenantId,
  id: stored.conversation.id,
  contact_id: stored.conversation.contact_id,
  channel_id: stored.conversation.channel_id,
  created_at: stored.conversation.created_at,
  ...toChanges(stored),
})

/** The columns that can change; naming the others in an update would rewrite their indexes for nothing. */
const toChanges = ({ conversation, read_seq }: StoredConversation) => ({
  channel: conversation.channel,
  status: conversation.status,
  unread_count: conversation.unread_count,
  read_seq,
  last_message: conversation.last_message,
  last_message_time: conversation.last_message_time,
  last_message_id: conversation.last_message_id,
  last_message_type: conversation.last_message_type,
  last_message_sender_type: conversation.last_message_sender_type,
  activity_at: conversation.last_message_time ?? conversation.created_at,
  assignee_id: conversation.assignee_id,
  labels: writeJson(conversation.labels),
  snoozed_until: conversation.snoozed_until,
  reply_window_ends_at: conversation.reply_window_ends_at,
  metadata: writeJson(conversation.metadata),
  updated_at: conversation.updated_at,
  version: conversation.version,
})

const toStored = (row: ConversationRow | undefined): StoredConversation | null =>
  row === undefined ? null : toStoredConversation(row)

const toStoredConversation = (row: ConversationRow): StoredConversation => ({
  conversation: toConversation(row),
  read_seq: row.read_seq,
})

const toConversation = (row: ConversationRow): KnownConversation => ({
  id: row.id,
  tenant_id: row.tenant_id,
  contact_id: row.contact_id,
  status: row.status,
  unread_count: row.unread_count,
  last_message: row.last_message,
  last_message_time: row.last_message_time,
  last_message_id: row.last_message_id,
  last_message_type: row.last_message_type,
  last_message_sender_type: row.last_message_sender_type,
  contact: {
    id: row.contact_id,
    name: row.contact_name,
    phone: row.contact_phone,
    version: row.contact_version,
  },
  channel: row.channel,
  channel_id: row.channel_id,
  assignee_id: row.assignee_id,
  labels: readJson<string[]>(row.labels),
  snoozed_until: row.snoozed_until,
  reply_window_ends_at: row.reply_window_ends_at,
  metadata: readJson<KnownConversation['metadata']>(row.metadata),
  created_at: row.created_at,
  updated_at: row.updated_at,
  version: row.version,
})

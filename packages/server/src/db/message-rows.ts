import { type Kysely, type SqlBool, sql } from 'kysely'
import type { MessageKey, MessageRows } from '../domain/entity-rows'
import { type MessageRow, toChanges, toMessage, toRow } from './message-columns'
import type { Tables } from './schema'
import { contains } from './search-conditions'

export function messageRows(db: Kysely<Tables>, tenantId: string): MessageRows {
  const messages = () => selectMessages(db, tenantId)
  const said = (conversationId: string) => messages().where('messages.conversation_id', '=', conversationId)
  const newestFirst = (conversationId: string) =>
    said(conversationId).orderBy('messages.created_at', 'desc').orderBy('messages.seq', 'desc')
  return {
    async get(id) {
      return toOptional(await messages().where('messages.id', '=', id).executeTakeFirst())
    },
    async byExternalId(channelId, externalId) {
      const row = await messages()
        .where('messages.channel_id', '=', channelId)
        .where('messages.external_id', '=', externalId)
        .executeTakeFirst()
      return toOptional(row)
    },
    async insert(message, channelId) {
      await db
        .insertInto('messages')
        .values(toRow(tenantId, channelId, message))
        .execute()
    },
    async update(message) {
      await db
        .updateTable('messages')
        .set(toChanges(message))
        .where('tenant_id', '=', tenantId)
        .where('id', '=', message.id)
        .execute()
    },
    async before(conversationId, key, offset, limit) {
      let query = newestFirst(conversationId)
      if (key !== null) query = query.where(isBefore(key))
      return (await query.limit(limit).offset(offset).execute()).map(toMessage)
    },
    async beforeTime(conversationId, time, offset, limit) {
      const query = newestFirst(conversationId).where('messages.created_at', '<', time)
      return (await query.limit(limit).offset(offset).execute()).map(toMessage)
    },
    async after(conversationId, key, limit) {
      let query = said(conversationId).orderBy('messages.created_at').orderBy('messages.seq')
      if (key !== null) query = query.where(isAfter(key))
      return (await query.limit(limit).execute()).map(toMessage)
    },
    async sameTimeBefore(conversationId, key) {
      const rows = await newestFirst(conversationId)
        .where('messages.created_at', '=', key.created_at)
        .where('messages.seq', '<', key.seq)
        .execute()
      return rows.map(toMessage)
    },
    async newest(conversationId, { customerFacing }) {
      let query = newestFirst(conversationId).where('messages.deleted_at', 'is', null)
      if (customerFacing) query = query.where('messages.message_type', '!=', 'note')
      return toOptional(await query.limit(1).executeTakeFirst())
    },
    async newestInbound(conversationId, maxSeq) {
      const row = await said(conversationId)
        .where('messages.sender_type', '=', 'contact')
        .where('messages.external_id', 'is not', null)
        .where('messages.seq', '<=', maxSeq)
        .orderBy('messages.seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      return toOptional(row)
    },
    async highestInboundSeq(conversationId) {
      const row = await db
        .selectFrom('messages')
        .select((eb) => eb.fn.max<number | null>('seq').as('highest'))
        .where('tenant_id', '=', tenantId)
        .where('conversation_id', '=', conversationId)
        .where('sender_type', '=', 'contact')
        .executeTakeFirst()
      return row?.highest ?? 0
    },
    async search(words, before, limit) {
      let query = messages().where('messages.deleted_at', 'is', null)
      for (const { folded } of words) query = query.where(contains('messages.content_folded', folded))
      if (before !== null) query = query.where(isBefore(before))
      const rows = await query
        .orderBy('messages.created_at', 'desc')
        .orderBy('messages.seq', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toMessage)
    },
    async countInboundAfter(conversationId, seq) {
      const row = await db
        .selectFrom('messages')
        .select((eb) => eb.fn.countAll<number>().as('amount'))
        .where('tenant_id', '=', tenantId)
        .where('conversation_id', '=', conversationId)
        .where('sender_type', '=', 'contact')
        .where('seq', '>', seq)
        .executeTakeFirst()
      return row?.amount ?? 0
    },
  }
}

const selectMessages = (db: Kysely<Tables>, tenantId: string) =>
  db
    .selectFrom('messages')
    .leftJoin('media', (join) =>
      join.onRef('media.tenant_id', '=', 'messages.tenant_id').onRef('media.id', '=', 'messages.media_id'),
    )
    .selectAll('messages')
    .select([
      'media.mime_type as media_mime_type',
      'media.filename as media_filename',
      'media.size as media_size',
      'media.sha256 as media_sha256',
      'media.width as media_width',
      'media.height as media_height',
      'media.duration_ms as media_duration_ms',
      'media.status as media_status',
    ])
    .where('messages.tenant_id', '=', tenantId)

const toOptional = (row: MessageRow | undefined) => (row === undefined ? null : toMessage(row))

/** Compares with a position in the total order `(created_at, seq)`; a row comparison, so that the index serves it. */
const isBefore = (key: MessageKey) =>
  sql<SqlBool>`(messages.created_at, messages.seq) < (${key.created_at}, ${key.seq})`

const isAfter = (key: MessageKey) => sql<SqlBool>`(messages.created_at, messages.seq) > (${key.created_at}, ${key.seq})`

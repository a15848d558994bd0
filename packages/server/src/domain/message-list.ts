import type { ListMessagesQuery } from '@pytake/protocol'
import type { Rows } from './database'
import type { KnownMessage } from './entity-rows'
import type { Page } from './inbox'
import { invalid } from './inbox-context'

/** One page of a conversation, oldest first inside it; the newest page where nothing else is asked. */
export async function listMessages(
  rows: Rows,
  conversationId: string,
  query: ListMessagesQuery,
): Promise<Page<KnownMessage>> {
  if (query.before !== undefined && query.after !== undefined) throw invalid('after', 'cannot be combined with before')
  // Before the data: what the log tells from here on can then only repeat, never leave out.
  const position = await rows.log.head()
  const page =
    query.after === undefined
      ? await pageBefore(rows, conversationId, query)
      : await pageAfter(rows, conversationId, query.after, query.limit)
  return { ...page, position }
}

type Items = Pick<Page<KnownMessage>, 'items' | 'next'>

async function pageAfter(rows: Rows, conversationId: string, after: string, limit: number): Promise<Items> {
  const start = await findMessage(rows, conversationId, 'after', after)
  const found = await rows.messages.after(conversationId, start, limit + 1)
  const items = found.slice(0, limit)
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}

async function pageBefore(rows: Rows, conversationId: string, query: ListMessagesQuery): Promise<Items> {
  const { before, offset, limit } = query
  const time = before === undefined ? null : readTime(before)
  const found =
    time === null
      ? await rows.messages.before(conversationId, await keyBefore(rows, conversationId, before), offset, limit + 1)
      : await rows.messages.beforeTime(conversationId, time, offset, limit + 1)
  const items = found.slice(0, limit)
  const oldest = items.at(-1)
  if (oldest === undefined || found.length <= limit) return { items: items.reverse(), next: null }
  // A caller that pages by date would never see the rest of a group of equal times, so its page holds the whole group.
  const group = time === null && before !== undefined ? [] : await rows.messages.sameTimeBefore(conversationId, oldest)
  const page = [...items, ...group]
  const first = page.at(-1) ?? oldest
  const older = group.length === 0 ? [first] : await rows.messages.before(conversationId, first, 0, 1)
  return { items: page.reverse(), next: older.length > 0 ? first.id : null }
}

async function keyBefore(rows: Rows, conversationId: string, before: string | undefined) {
  return before === undefined ? null : findMessage(rows, conversationId, 'before', before)
}

async function findMessage(rows: Rows, conversationId: string, path: 'before' | 'after', id: string) {
  const message = await rows.messages.get(id)
  if (message?.conversation_id !== conversationId) {
    throw invalid(
      path,
      path === 'before' ? 'is no date and no message of this conversation' : 'is no message of this conversation',
    )
  }
  return message
}

/** A date or a date with time in ISO 8601, as text with milliseconds; null where it is something else. */
function readTime(text: string): string | null {
  const [, clock, zone] = DATE.exec(text) ?? []
  // All times of the wire are UTC; JavaScript would take one without a zone for the time of the server's own place.
  const time = Date.parse(clock !== undefined && zone === undefined ? `${text}Z` : text)
  return !DATE.test(text) || Number.isNaN(time) ? null : new Date(time).toISOString()
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

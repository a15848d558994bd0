import type { ListMessagesQuery } from '@pytake/protocol'
import type { Rows } from './database'
import type { KnownMessage } from './entity-rows'
import type { TwoWayPage } from './inbox'
import { invalid } from './inbox-context'

/**
 * One page of a conversation, oldest first inside it; the newest page where nothing else is asked. It goes on to older
 * messages, and with `after` to newer ones.
 */
export async function listMessages(
  rows: Rows,
  conversationId: string,
  query: ListMessagesQuery,
): Promise<TwoWayPage<KnownMessage>> {
  refuseTwoPlaces(query)
  // Before the data: what the log tells from here on can then only repeat, never leave out.
  const position = await rows.log.head()
  return { ...(await readPage(rows, conversationId, query)), position }
}

function refuseTwoPlaces({ before, after, around, offset }: ListMessagesQuery): void {
  if (before !== undefined && after !== undefined) throw invalid('after', 'cannot be combined with before')
  if (around === undefined) return
  if (before !== undefined || after !== undefined) throw invalid('around', 'cannot be combined with before or after')
  if (offset > 0) throw invalid('offset', 'cannot be combined with around')
}

type Items = Pick<TwoWayPage<KnownMessage>, 'items' | 'next' | 'previous'>

function readPage(rows: Rows, conversationId: string, query: ListMessagesQuery): Promise<Items> {
  const { after, around, limit } = query
  if (after !== undefined) return pageAfter(rows, conversationId, after, limit)
  if (around !== undefined) return pageAround(rows, conversationId, around, limit)
  return pageBefore(rows, conversationId, query)
}

async function pageAfter(rows: Rows, conversationId: string, after: string, limit: number): Promise<Items> {
  const start = await findMessage(rows, conversationId, 'after', after)
  const found = await rows.messages.after(conversationId, start, limit + 1)
  const items = found.slice(0, limit)
  // What the page starts after is itself older than all of it.
  return { items, next: lastId(items, found.length > limit), previous: items.at(0)?.id ?? null }
}

/** Half of it older and half newer than the message; near an end, that side is shorter. */
async function pageAround(rows: Rows, conversationId: string, around: string, limit: number): Promise<Items> {
  const middle = await findMessage(rows, conversationId, 'around', around)
  const olderLimit = Math.floor(limit / 2)
  const newerLimit = limit - 1 - olderLimit
  const older = await rows.messages.before(conversationId, middle, 0, olderLimit + 1)
  const newer = await rows.messages.after(conversationId, middle, newerLimit + 1)
  const items = [...older.slice(0, olderLimit).reverse(), middle, ...newer.slice(0, newerLimit)]
  return {
    items,
    next: older.length > olderLimit ? (items.at(0)?.id ?? null) : null,
    previous: lastId(items, newer.length > newerLimit),
  }
}

async function pageBefore(rows: Rows, conversationId: string, query: ListMessagesQuery): Promise<Items> {
  const { before, offset } = query
  const { items, next } = await readBefore(rows, conversationId, query)
  const newest = items.at(-1)
  const mayHaveNewer = newest !== undefined && (before !== undefined || offset > 0)
  const newer = mayHaveNewer ? await rows.messages.after(conversationId, newest, 1) : []
  return { items, next, previous: lastId(items, newer.length > 0) }
}

async function readBefore(
  rows: Rows,
  conversationId: string,
  { before, offset, limit }: ListMessagesQuery,
): Promise<Pick<Items, 'items' | 'next'>> {
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

const lastId = (items: readonly KnownMessage[], goesOn: boolean): string | null =>
  goesOn ? (items.at(-1)?.id ?? null) : null

async function keyBefore(rows: Rows, conversationId: string, before: string | undefined) {
  return before === undefined ? null : findMessage(rows, conversationId, 'before', before)
}

async function findMessage(rows: Rows, conversationId: string, path: 'before' | 'after' | 'around', id: string) {
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

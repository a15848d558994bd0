import * as z from 'zod/mini'
import { givenCursor, givenId } from './given-ids'
import { conversationStatuses } from './conversation'
import { displayName, labelName, MAX_SEARCH_LENGTH, text } from './text'

export const MAX_LIST_LIMIT = 200
/** Most hits of a kind in one answer of `GET /search`. */
export const MAX_SEARCH_LIMIT = 50
export const MAX_OFFSET = 1_000_000
/** Longest a `GET /events` may be held open. */
export const MAX_EVENTS_WAIT_MS = 25_000

/** A whole number in a query string; out of range is an error, never clamped. */
const integer = (min: number, max: number) =>
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,9}$/, { error: 'must be a whole number' })), z.transform(Number)),
    z.int().check(z.gte(min), z.lte(max)),
  )

const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((value) => value === 'true'),
)

const limit = (byDefault: number) => z._default(integer(1, MAX_LIST_LIMIT), byDefault)
const offset = z._default(integer(0, MAX_OFFSET), 0)
const search = z.pipe(text, z.string().check(z.maxLength(MAX_SEARCH_LENGTH)))

/** The newest activity first, or last. */
export const conversationSorts = ['-last_message_time', 'last_message_time'] as const
export type ConversationSort = (typeof conversationSorts)[number]

/** Query of `GET /conversations`. `cursor` continues a `Link: rel="next"` and excludes `offset`. */
export const listConversationsQuery = z.object({
  status: z.optional(z.enum(conversationStatuses)),
  search: z.optional(search),
  /** A user's id, or {@link NOBODY}. */
  assignee_id: z.optional(givenId),
  label: z.optional(labelName),
  channel_id: z.optional(givenId),
  unread: z.optional(flag),
  /** By default the newest activity first. */
  sort: z.optional(z.enum(conversationSorts)),
  limit: limit(50),
  offset,
  cursor: z.optional(givenCursor),
})
export type ListConversationsQuery = z.output<typeof listConversationsQuery>

/**
 * Query of `GET /conversations/{id}/messages`. The newest page, oldest first inside it; `before` is a date or a
 * message id and compares strictly, `after` a message id, and `around` a message id whose page is asked for.
 */
export const listMessagesQuery = z.object({
  limit: limit(100),
  offset,
  before: z.optional(givenId),
  after: z.optional(givenId),
  around: z.optional(givenId),
})
export type ListMessagesQuery = z.output<typeof listMessagesQuery>

/** Query of `GET /contacts`. */
export const listContactsQuery = z.object({
  search: z.optional(search),
  limit: limit(50),
  offset,
})
export type ListContactsQuery = z.output<typeof listContactsQuery>

/** Query of `POST /media`; the file itself is the body, its type the `Content-Type`. */
export const uploadMediaQuery = z.object({ filename: z.optional(displayName) })

/** Query of `GET /search`. */
export const searchQuery = z.object({ q: search, limit: z._default(integer(1, MAX_SEARCH_LIMIT), 20) })
export type SearchQuery = z.output<typeof searchQuery>

/** Query of `GET /events`; without `after` it starts at the newest position. `wait` is in milliseconds. */
export const listEventsQuery = z.object({
  after: z.optional(givenCursor),
  limit: limit(200),
  wait: z._default(integer(0, MAX_EVENTS_WAIT_MS), 0),
})
export type ListEventsQuery = z.output<typeof listEventsQuery>

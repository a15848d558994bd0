import type { ConversationSort, ConversationStatus } from '@pytake/protocol'

export interface RequestOptions {
  /** Cancels the request; it then rejects with `request_aborted`. */
  signal?: AbortSignal
}

/** Query of `GET /conversations` as it is written; the server applies the defaults. */
export interface ListConversationsInput {
  status?: ConversationStatus
  search?: string
  /** A user's id, or `none` for what nobody owns. */
  assignee_id?: string
  label?: string
  channel_id?: string
  unread?: boolean
  /** By default `-last_message_time`: the newest activity first. */
  sort?: ConversationSort
  /** 1–200, by default 50. */
  limit?: number
  offset?: number
  /** `nextCursor` of the page before; excludes `offset`. */
  cursor?: string
}

/** Query of `GET /conversations/{id}/messages`. */
export interface ListMessagesInput {
  /** 1–200, by default 100. */
  limit?: number
  offset?: number
  /** A date or a message id; strictly before it. */
  before?: string
  /** A message id; strictly after it. */
  after?: string
  /** A message id: the page that holds it, about half of it older and half newer. */
  around?: string
}

/** Query of `GET /contacts`. */
export interface ListContactsInput {
  search?: string
  limit?: number
  offset?: number
}

/** Query of `GET /events`; without `after` it starts at the newest position. */
export interface ListEventsInput {
  after?: string
  limit?: number
  /** Longest the server may hold the request open, in milliseconds. */
  wait?: number
}

/** Query of `GET /search`. */
export interface SearchInput {
  q: string
  /** Of each kind; 1–50, by default 20. */
  limit?: number
}

import type {
  Agent,
  Contact,
  Conversation,
  ConversationCounts,
  CreateContactBody,
  EventPage,
  MarkReadBody,
  MediaLink,
  Message,
  OpenConversationBody,
  SendMessageBody,
  UpdateContactBody,
  UpdateConversationBody,
} from '@pytake/protocol'
import { EVENT_CURSOR_HEADER, routeAnswers } from '@pytake/protocol'
import type * as z from 'zod/mini'
import type { Http, HttpInput, Route } from './http'
import type {
  ListContactsInput,
  ListConversationsInput,
  ListEventsInput,
  ListMessagesInput,
  RequestOptions,
} from './request'

/** One page of a list. */
export interface Page<Item, Query> {
  items: Item[]
  /** The query that continues where this page ends; null on the last page. */
  next: Query | null
  /** Position of the log, read before the data. */
  eventCursor: string | null
}

/** The typed REST client alone: one method per route. Every method rejects with a `PytakeError`. */
export interface RestClient {
  conversations: {
    list(query?: ListConversationsInput, options?: RequestOptions): Promise<Page<Conversation, ListConversationsInput>>
    counts(options?: RequestOptions): Promise<ConversationCounts>
    /** Finds or creates a contact's conversation. */
    open(body: OpenConversationBody, options?: RequestOptions): Promise<Conversation>
    get(id: string, options?: RequestOptions): Promise<Conversation>
    update(id: string, body: UpdateConversationBody, options?: RequestOptions): Promise<Conversation>
    delete(id: string, options?: RequestOptions): Promise<void>
    markRead(id: string, body?: MarkReadBody, options?: RequestOptions): Promise<Conversation>
  }
  messages: {
    /** The newest page, oldest first inside it. */
    list(
      conversationId: string,
      query?: ListMessagesInput,
      options?: RequestOptions,
    ): Promise<Page<Message, ListMessagesInput>>
    send(conversationId: string, body: SendMessageBody, options?: RequestOptions): Promise<Message>
    delete(id: string, options?: RequestOptions): Promise<Message>
    retry(id: string, options?: RequestOptions): Promise<Message>
  }
  media: {
    /** The file itself; the body is not read yet. */
    download(id: string, options?: RequestOptions): Promise<Response>
    link(id: string, options?: RequestOptions): Promise<MediaLink>
  }
  contacts: {
    list(query?: ListContactsInput, options?: RequestOptions): Promise<Page<Contact, ListContactsInput>>
    create(body: CreateContactBody, options?: RequestOptions): Promise<Contact>
    get(id: string, options?: RequestOptions): Promise<Contact>
    update(id: string, body: UpdateContactBody, options?: RequestOptions): Promise<Contact>
    delete(id: string, options?: RequestOptions): Promise<void>
  }
  agents: { list(options?: RequestOptions): Promise<Agent[]> }
  events: { list(query?: ListEventsInput, options?: RequestOptions): Promise<EventPage> }
}

/** Only the routes a client may call: Meta's webhooks are not ours to send. */
export function createRest({ json, raw }: Http): RestClient {
  const page =
    <Schema extends z.ZodMiniType<unknown[]>>(route: Route & { response: Schema }) =>
    async <Query extends object>(
      input: HttpInput & { query: Query | undefined },
      follow: (query: Query | undefined, next: URLSearchParams) => Query,
    ): Promise<Page<z.output<Schema>[number], Query>> => {
      const { data, headers } = await json(route, input)
      const next = nextParameters(headers)
      return { items: data, next: next && follow(input.query, next), eventCursor: headers.get(EVENT_CURSOR_HEADER) }
    }
  const plain =
    <Schema extends z.ZodMiniType>(route: Route & { response: Schema }) =>
    async (options?: HttpInput) =>
      (await json(route, { ...options })).data
  const byId =
    <Schema extends z.ZodMiniType>(route: Route & { response: Schema }) =>
    async (id: string, options?: RequestOptions) =>
      (await json(route, { ...options, id })).data
  const change =
    <Schema extends z.ZodMiniType>(route: Route & { response: Schema }) =>
    async (id: string, body: object = {}, options?: RequestOptions) =>
      (await json(route, { ...options, id, body })).data
  const remove = (route: Route) => async (id: string, options?: RequestOptions) =>
    void (await raw(route, { ...options, id }))

  const r = routeAnswers
  const conversationPage = page(r.listConversations)
  const messagePage = page(r.listMessages)
  const contactPage = page(r.listContacts)
  const open = plain(r.openConversation)
  const create = plain(r.createContact)
  const events = plain(r.listEvents)

  return {
    conversations: {
      list: (query, options) => conversationPage({ ...options, query }, continueConversations),
      counts: plain(r.countConversations),
      open: (body, options) => open({ ...options, body }),
      get: byId(r.getConversation),
      update: change(r.updateConversation),
      delete: remove(r.deleteConversation),
      markRead: change(r.markConversationRead),
    },
    messages: {
      list: (id, query, options) => messagePage({ ...options, id, query }, continueMessages),
      send: change(r.sendMessage),
      delete: byId(r.deleteMessage),
      retry: byId(r.retryMessage),
    },
    media: {
      download: (id, options) => raw(r.getMedia, { ...options, id }),
      link: byId(r.createMediaLink),
    },
    contacts: {
      list: (query, options) => contactPage({ ...options, query }, continueContacts),
      create: (body, options) => create({ ...options, body }),
      get: byId(r.getContact),
      update: change(r.updateContact),
      delete: remove(r.deleteContact),
    },
    agents: { list: plain(r.listAgents) },
    events: { list: (query, options) => events({ ...options, query, waitMs: query?.wait ?? 0 }) },
  }
}

/** The cursor takes over where the offset counted; both together would skip twice. */
const continueConversations = (query: ListConversationsInput = {}, next: URLSearchParams): ListConversationsInput =>
  withoutOffset({ ...query, cursor: next.get('cursor') ?? '' })

const continueMessages = (query: ListMessagesInput = {}, next: URLSearchParams): ListMessagesInput =>
  withoutOffset(
    query.after === undefined
      ? { ...query, before: next.get('before') ?? '' }
      : { ...query, after: next.get('after') ?? '' },
  )

function withoutOffset<Query extends { offset?: number }>(query: Query): Query {
  const copy = { ...query }
  delete copy.offset
  return copy
}

const continueContacts = (query: ListContactsInput = {}, next: URLSearchParams): ListContactsInput => ({
  ...query,
  offset: Number(next.get('offset')),
})

/** RFC 8288: the parameters of the link with `rel="next"`. */
function nextParameters(headers: Headers): URLSearchParams | null {
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(headers.get('Link') ?? '')?.[1]
  // The base is only there because the link may be relative; nothing is fetched from it.
  return target === undefined ? null : new URL(target, 'http://localhost').searchParams
}

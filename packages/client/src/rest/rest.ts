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
import { EVENT_CURSOR_HEADER, routes } from '@pytake/protocol'
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
export function createRest(http: Http): RestClient {
  const page = async <Schema extends z.ZodMiniType<unknown[]>, Query extends object>(
    route: Route & { response: Schema },
    input: HttpInput & { query: Query | undefined },
    continued: (query: Query | undefined, next: URLSearchParams) => Query,
  ): Promise<Page<z.output<Schema>[number], Query>> => {
    const { data, headers } = await http.json(route, input)
    const parameters = nextParameters(headers)
    return {
      items: data,
      next: parameters && continued(input.query, parameters),
      eventCursor: headers.get(EVENT_CURSOR_HEADER),
    }
  }
  const data = async <Schema extends z.ZodMiniType>(route: Route & { response: Schema }, input: HttpInput) =>
    (await http.json(route, input)).data
  const nothing = async (route: Route, input: HttpInput): Promise<void> => {
    await http.raw(route, input)
  }

  return {
    conversations: {
      list: (query, options) => page(routes.listConversations, { ...options, query }, continueConversations),
      counts: (options) => data(routes.countConversations, { ...options }),
      open: (body, options) => data(routes.openConversation, { ...options, body }),
      get: (id, options) => data(routes.getConversation, { ...options, id }),
      update: (id, body, options) => data(routes.updateConversation, { ...options, id, body }),
      delete: (id, options) => nothing(routes.deleteConversation, { ...options, id }),
      markRead: (id, body = {}, options) => data(routes.markConversationRead, { ...options, id, body }),
    },
    messages: {
      list: (id, query, options) => page(routes.listMessages, { ...options, id, query }, continueMessages),
      send: (id, body, options) => data(routes.sendMessage, { ...options, id, body }),
      delete: (id, options) => data(routes.deleteMessage, { ...options, id }),
      retry: (id, options) => data(routes.retryMessage, { ...options, id }),
    },
    media: {
      download: (id, options) => http.raw(routes.getMedia, { ...options, id }),
      link: (id, options) => data(routes.createMediaLink, { ...options, id }),
    },
    contacts: {
      list: (query, options) => page(routes.listContacts, { ...options, query }, continueContacts),
      create: (body, options) => data(routes.createContact, { ...options, body }),
      get: (id, options) => data(routes.getContact, { ...options, id }),
      update: (id, body, options) => data(routes.updateContact, { ...options, id, body }),
      delete: (id, options) => nothing(routes.deleteContact, { ...options, id }),
    },
    agents: { list: (options) => data(routes.listAgents, { ...options }) },
    events: {
      list: (query, options) => data(routes.listEvents, { ...options, query, waitMs: query?.wait ?? 0 }),
    },
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

import type {
  Agent,
  CannedResponse,
  Contact,
  Conversation,
  ConversationCounts,
  CreateCannedResponseBody,
  CreateContactBody,
  CreateLabelBody,
  EventPage,
  Label,
  MarkReadBody,
  Media,
  MediaLink,
  Message,
  OpenConversationBody,
  SearchResults,
  SendMessageBody,
  Template,
  UpdateCannedResponseBody,
  UpdateContactBody,
  UpdateConversationBody,
} from '@pytake/protocol'
import type {
  ListContactsInput,
  ListConversationsInput,
  ListEventsInput,
  ListMessagesInput,
  RequestOptions,
  SearchInput,
} from './request'

/** One page of a list. */
export interface Page<Item, Query> {
  items: Item[]
  /** The query that continues where this page ends; null on the last page. */
  next: Query | null
  /** The query that leads back the other way, to newer messages for instance; null where nothing is known to be there. */
  previous: Query | null
  /** Position of the log, read before the data. */
  eventCursor: string | null
}

/** What every client calls from its first second on. */
export interface RestCore {
  conversations: {
    list(query?: ListConversationsInput, options?: RequestOptions): Promise<Page<Conversation, ListConversationsInput>>
    counts(options?: RequestOptions): Promise<ConversationCounts>
    get(id: string, options?: RequestOptions): Promise<Conversation>
    update(id: string, body: UpdateConversationBody, options?: RequestOptions): Promise<Conversation>
    markRead(id: string, body?: MarkReadBody, options?: RequestOptions): Promise<Conversation>
  }
  messages: {
    /**
     * The newest page, oldest first inside it, or the one that the query names. `next` goes on to older messages and
     * `previous` to newer ones; a page asked for with `after` is read forwards, so there it is the other way round.
     */
    list(
      conversationId: string,
      query?: ListMessagesInput,
      options?: RequestOptions,
    ): Promise<Page<Message, ListMessagesInput>>
    send(conversationId: string, body: SendMessageBody, options?: RequestOptions): Promise<Message>
    retry(id: string, options?: RequestOptions): Promise<Message>
  }
  agents: { list(options?: RequestOptions): Promise<Agent[]> }
  events: { list(query?: ListEventsInput, options?: RequestOptions): Promise<EventPage> }
}

/** What many clients never call; its code is loaded with the first call. */
export interface RestExtras {
  conversations: {
    /** Finds or creates a contact's conversation. */
    open(body: OpenConversationBody, options?: RequestOptions): Promise<Conversation>
    delete(id: string, options?: RequestOptions): Promise<void>
  }
  messages: {
    delete(id: string, options?: RequestOptions): Promise<Message>
    /** Sets the team's one reaction to a message; null takes it back. */
    react(id: string, emoji: string | null, options?: RequestOptions): Promise<Message>
  }
  media: {
    /** The file itself; the body is not read yet. */
    download(id: string, options?: RequestOptions): Promise<Response>
    link(id: string, options?: RequestOptions): Promise<MediaLink>
    /** Stores a file; its id then goes into a message as `media_id`. */
    upload(file: Blob, options?: RequestOptions & { filename?: string }): Promise<Media>
  }
  contacts: {
    list(query?: ListContactsInput, options?: RequestOptions): Promise<Page<Contact, ListContactsInput>>
    create(body: CreateContactBody, options?: RequestOptions): Promise<Contact>
    get(id: string, options?: RequestOptions): Promise<Contact>
    update(id: string, body: UpdateContactBody, options?: RequestOptions): Promise<Contact>
    delete(id: string, options?: RequestOptions): Promise<void>
  }
  labels: {
    list(options?: RequestOptions): Promise<Label[]>
    /** Adds a label, or finds the one with that name. */
    create(body: CreateLabelBody, options?: RequestOptions): Promise<Label>
    /** For admins; conversations that carry its name keep it. */
    delete(id: string, options?: RequestOptions): Promise<void>
  }
  cannedResponses: {
    list(options?: RequestOptions): Promise<CannedResponse[]>
    create(body: CreateCannedResponseBody, options?: RequestOptions): Promise<CannedResponse>
    update(id: string, body: UpdateCannedResponseBody, options?: RequestOptions): Promise<CannedResponse>
    delete(id: string, options?: RequestOptions): Promise<void>
  }
  /** What the channels have approved for sending outside the reply window. */
  templates: { list(options?: RequestOptions): Promise<Template[]> }
  /** Messages and contacts that hold all the words. */
  search(query: SearchInput, options?: RequestOptions): Promise<SearchResults>
}

/** The typed REST client alone: one method per route. Every method rejects with a `PytakeError`. */
export type RestClient = {
  [Group in keyof (RestCore & RestExtras)]: (Group extends keyof RestCore ? RestCore[Group] : unknown) &
    (Group extends keyof RestExtras ? RestExtras[Group] : unknown)
}

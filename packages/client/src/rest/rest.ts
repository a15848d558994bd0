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
import type {
  ListContactsInput,
  ListConversationsInput,
  ListEventsInput,
  ListMessagesInput,
  RequestOptions,
} from './request'

/** One page of a list. */
export interface Page<Item> {
  items: Item[]
  /** Continues the list where this page ends; null on the last page. */
  nextCursor: string | null
  /** Position of the log, read before the data. */
  eventCursor: string | null
}

/** The typed REST client alone: one method per route. Every method rejects with a `PytakeError`. */
export interface RestClient {
  conversations: {
    list(query?: ListConversationsInput, options?: RequestOptions): Promise<Page<Conversation>>
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
    list(conversationId: string, query?: ListMessagesInput, options?: RequestOptions): Promise<Page<Message>>
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
    list(query?: ListContactsInput, options?: RequestOptions): Promise<Page<Contact>>
    create(body: CreateContactBody, options?: RequestOptions): Promise<Contact>
    get(id: string, options?: RequestOptions): Promise<Contact>
    update(id: string, body: UpdateContactBody, options?: RequestOptions): Promise<Contact>
    delete(id: string, options?: RequestOptions): Promise<void>
  }
  agents: { list(options?: RequestOptions): Promise<Agent[]> }
  events: { list(query?: ListEventsInput, options?: RequestOptions): Promise<EventPage> }
}

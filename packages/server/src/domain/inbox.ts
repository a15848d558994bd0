import type {
  Agent,
  CannedResponse,
  Contact,
  Conversation,
  ConversationCounts,
  CreateCannedResponseBody,
  CreateContactBody,
  EventData,
  Label,
  ListContactsQuery,
  ListConversationsQuery,
  ListMessagesQuery,
  MarkReadBody,
  Media,
  Message,
  OpenConversationBody,
  ParsedCreateLabelBody,
  ParsedSendMessageBody,
  SearchQuery,
  SearchResults,
  SetReactionBody,
  Template,
  UpdateCannedResponseBody,
  UpdateContactBody,
  UpdateConversationBody,
} from '@pytake/protocol'
import type { LogEvent, ReceivedBatch, UploadedFile } from './ports'
import type { Principal, RevokedUser } from './principal'

/** A list with the log position that was read before the data, so that what follows from it can only repeat. */
export interface Page<Item> {
  items: Item[]
  position: number
  /** Key of the next page; null on the last one. */
  next: string | null
}

/** Results of a search, and the log position that was read before them. */
export interface Found extends Omit<SearchResults, 'indexed_through'> {
  position: number
}

/** A page out of the middle of a list, which can be left at both ends. */
export interface TwoWayPage<Item> extends Page<Item> {
  /** Key of the page on the other side of this one; null where nothing is there. */
  previous: string | null
}

export interface Created<Item> {
  item: Item
  created: boolean
}

/**
 * The inbox as an API for code: HTTP, the gateway and the host application all go through it. Every call takes the
 * principal on whose behalf it runs and rejects with `ServerError`: `not_found` for foreign or unknown ids,
 * `forbidden` for a role that may not, `invalid_request` with paths.
 */
export interface Inbox {
  conversations: {
    list(principal: Principal, query: ListConversationsQuery): Promise<Page<Conversation>>
    counts(principal: Principal): Promise<ConversationCounts>
    get(principal: Principal, id: string): Promise<Conversation>
    open(principal: Principal, body: OpenConversationBody): Promise<Created<Conversation>>
    update(principal: Principal, id: string, body: UpdateConversationBody): Promise<Conversation>
    remove(principal: Principal, id: string): Promise<void>
    markRead(principal: Principal, id: string, body: MarkReadBody): Promise<Conversation>
  }
  messages: {
    list(principal: Principal, conversationId: string, query: ListMessagesQuery): Promise<TwoWayPage<Message>>
    send(principal: Principal, conversationId: string, body: ParsedSendMessageBody): Promise<Message>
    remove(principal: Principal, id: string): Promise<Message>
    retry(principal: Principal, id: string): Promise<Message>
    /** Sets the team's one reaction to a message, null takes it back. */
    react(principal: Principal, id: string, body: SetReactionBody): Promise<Message>
  }
  contacts: {
    list(principal: Principal, query: ListContactsQuery): Promise<Page<Contact>>
    create(principal: Principal, body: CreateContactBody): Promise<Created<Contact>>
    get(principal: Principal, id: string): Promise<Contact>
    update(principal: Principal, id: string, body: UpdateContactBody): Promise<Contact>
    remove(principal: Principal, id: string): Promise<void>
  }
  media: {
    /** The file's row, with the key it lies under once it is `ready`. */
    get(principal: Principal, id: string): Promise<{ media: Media; key: string | null }>
    /** Stores a file for a message to come; without one it is forgotten after a day. */
    upload(principal: Principal, file: UploadedFile): Promise<Media>
  }
  agents: {
    list(principal: Principal): Promise<Page<Agent>>
    /**
     * Remembers who was seen, by (tenant_id, user_id); answers the log position of the last change of role, and when the
     * user's access was last revoked, in milliseconds since 1970.
     */
    seen(principal: Principal): Promise<{ access_changed_at: number; revoked_at: number | null }>
    /**
     * Ends a user's sockets with 4401, at once on this node and within five seconds on every other, and refuses the
     * tokens made until now. Tokens whose `Principal` has no `issued_at` are left to `authenticate`.
     *
     * @example
     * await server.inbox.agents.revoke({ tenant_id: 'acme', user_id: 'ana' })
     */
    revoke(user: RevokedUser): Promise<void>
    /** Who was revoked at that time (milliseconds since 1970) or later. */
    revokedSince(tenantId: string, since: number): Promise<{ user_id: string; revoked_at: number }[]>
    /** Calls the listener after each `revoke` on this node; returns the unsubscribe. */
    onRevoked(listener: (user: RevokedUser) => void): () => void
  }
  labels: {
    list(principal: Principal): Promise<Page<Label>>
    create(principal: Principal, body: ParsedCreateLabelBody): Promise<Created<Label>>
    remove(principal: Principal, id: string): Promise<void>
  }
  cannedResponses: {
    list(principal: Principal): Promise<Page<CannedResponse>>
    create(principal: Principal, body: CreateCannedResponseBody): Promise<CannedResponse>
    update(principal: Principal, id: string, body: UpdateCannedResponseBody): Promise<CannedResponse>
    remove(principal: Principal, id: string): Promise<void>
  }
  templates: { list(principal: Principal): Promise<Page<Template>> }
  /** Messages and contacts that hold all the words and that the principal may see. */
  search(principal: Principal, query: SearchQuery): Promise<Found>
  log: {
    /** The epoch of this database: a restored backup has another. */
    epoch(): string
    head(tenantId: string): Promise<number>
    /** Events after a position, oldest first, at most `limit`; unfiltered, see {@link Inbox.log.view}. */
    after(tenantId: string, position: number, limit: number): Promise<LogEvent[]>
    /** Oldest position a cursor may have; older ones need a reset. */
    oldest(tenantId: string): Promise<number>
    /**
     * The event as the principal may see it, by the policy and the conversation as the event or the log has it: the same
     * event, a `conversation_deleted` in its place where it takes the conversation away from them, or null.
     */
    view(principal: Principal, event: LogEvent): Promise<LogEvent | null>
  }
  /** A channel's delivery; resolves after the commit. Items that fail are set aside, never sink the rest. */
  receive(batch: ReceivedBatch): Promise<{ stored: number; set_aside: number }>
  /** An agent types: colleagues see it, and the customer where the channel can show it. */
  agentTyping(principal: Principal, conversationId: string, typing: boolean, connectionId: string): Promise<void>
  /** The customer types, as told by the host application or a channel. */
  typing(input: { tenant_id: string; conversation_id: string; typing: boolean }): Promise<void>
  /** Calls the listener after each commit of such an event on this node; returns the unsubscribe. */
  on<Type extends InboxEventType>(type: Type, listener: (event: InboxEvent<Type>) => void): () => void
}

export type InboxEventType = LogEvent['type']

/** What each type of event carries. */
export type InboxEventData = { [Type in InboxEventType]: EventData<Type> }

export interface InboxEvent<Type extends InboxEventType> {
  tenant_id: string
  seq: number
  data: InboxEventData[Type]
}

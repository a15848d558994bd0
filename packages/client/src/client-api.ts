import type {
  ClientFrame,
  Conversation,
  MediaLink,
  Message,
  SendMessageBody,
  UpdateConversationBody,
} from '@pytake/protocol'
import type { ConnectionState } from './connection/state'
import type { ClientEnv } from './lib/env'
import type { Live, LiveQuery } from './lib/live'
import type { OutboxEdit, OutboxItem } from './outbox/item'
import type { ClientStorage } from './outbox/storage'
import type { RestClient } from './rest/rest-client'
import type {
  AgentsSnapshot,
  ConversationQuery,
  ConversationSnapshot,
  CountsSnapshot,
  PresenceSnapshot,
  ReplyWindowSnapshot,
  TypingSnapshot,
  ViewersSnapshot,
} from './store/snapshots'
import type { UploadsPlugin } from './uploads/plugin'
import type { ConversationList } from './sync/conversation-queries'
import type { Draft } from './sync/drafts'
import type { ClientEvents } from './sync/emitter'
import type { MessageTimeline } from './sync/timeline-query'
import type { TabsPlugin } from './tabs/plugin'

export interface ClientOptions {
  /** Address of the API, e.g. `https://api.example.com`. By default derived from the page: on localhost port 8080, elsewhere the page's host. */
  url?: string
  /** Address of the socket where it does not follow from `url`; without a path, the usual one is added. */
  wsUrl?: string
  /** Where given, it must be the token's subject. */
  userId?: string
  /** A bearer token that is never renewed. Give this or `getToken`. */
  token?: string
  /** Called for the first token, and again when one expires or is refused. */
  getToken?: () => string | Promise<string>
  /**
   * Where the outbox, drafts and what was on screen survive a reload, each user's apart; by default nowhere. Give `userId`
   * with it: else what is stored shows only once the session has told whose it is.
   */
  storage?: ClientStorage
  /** Lets messages carry files; `uploads()` of `@pytake/client/uploads`. */
  uploads?: UploadsPlugin
  /** Where one user id exists in several tenants: whose part of the storage is meant, and whose tabs share. */
  tenantId?: string
  /** `sharedTabs()` from `@pytake/client/tabs`: one socket for all tabs of a user; by default each tab has its own. */
  tabs?: TabsPlugin
  /** Reconnect by itself after a loss; by default true. */
  autoReconnect?: boolean
  /** Base of the exponential, jittered delays in milliseconds; by default 3000. */
  reconnectInterval?: number
  /** Then the status is `offline` and the client polls; by default 5. */
  maxReconnectAttempts?: number
  /** Explains each step in one line: to the console, or to the given function. */
  debug?: boolean | ((line: string) => void)
  /** The world around; only tests and simulations pass their own. */
  env?: ClientEnv
}

/** A `file` needs the option `uploads`, and a `message_type` that is a file's. */
export type SendInput = Omit<SendMessageBody, 'client_message_id'> & { file?: Blob }

export interface Connection {
  getState(): ConnectionState
  subscribe(listener: (state: ConnectionState) => void): () => void
  /** Tries at once; without effect while connected. */
  reconnect(): void
  /** Closes the socket until `reconnect()` or `connect()`. */
  disconnect(): void
  /** True if the frame went out; false while not connected. */
  send(frame: ClientFrame): boolean
}

export interface OutboxView extends Live<readonly OutboxItem[]> {
  items(): readonly OutboxItem[]
  /** Puts a failed message back at the end of its conversation's queue. */
  retry(id: string): void
  /** Forgets a message that is not being sent right now; false if it is, or is unknown. An upload is cancelled. */
  discard(id: string): boolean
  /**
   * Changes a message that waits or failed, in its place; a failed one still waits for `retry`. False while it is being
   * sent, is unknown, or would be blank. Where an answer was lost, the server may have the old text already and then
   * keeps both.
   *
   * @example
   * const [item] = client.outbox.items()
   * if (item?.state.status === 'failed' && client.outbox.edit(item.id, { content: 'Bom dia!' })) {
   *   client.outbox.retry(item.id)
   * }
   */
  edit(id: string, patch: OutboxEdit): boolean
}

/** Everything a product needs to show and answer conversations, live. */
export interface PytakeClient {
  /** Resolves once connected; rejects where the server refuses or cannot be reached, but goes on trying in the latter case. */
  connect(): Promise<void>
  /** Ends everything: socket, timers, listeners. The client cannot be used again. */
  close(): Promise<void>
  /** Closes, and removes everything of this user from the storage; other tabs of the same login end too. */
  logout(): Promise<void>
  readonly connection: Connection
  on<Type extends keyof ClientEvents>(type: Type, listener: (data: ClientEvents[Type]) => void): () => void

  /** The same query, by value, gives the same live list. */
  conversations(query?: ConversationQuery): ConversationList
  conversation(id: string): LiveQuery<ConversationSnapshot>
  messages(conversationId: string): MessageTimeline
  counts(): LiveQuery<CountsSnapshot>
  agents(): LiveQuery<AgentsSnapshot>
  typing(conversationId: string): Live<TypingSnapshot>
  /** Which colleagues are online. */
  presence(): Live<PresenceSnapshot>
  /** Which colleagues have the conversation on screen. */
  viewers(conversationId: string): Live<ViewersSnapshot>
  /** Whether the customer may be answered freely; changes by the clock alone, the server's. */
  replyWindow(conversationId: string): Live<ReplyWindowSnapshot>

  /** Shows the message at once and resolves when the server has it; waits in the outbox while offline. */
  send(conversationId: string, message: SendInput): Promise<Message>
  /** Sends a `failed` or `unknown` message again, or one that failed in the outbox. */
  retry(messageId: string): Promise<void>
  markAsRead(conversationId: string, upToMessageId?: string): Promise<void>
  updateConversation(id: string, patch: UpdateConversationBody): Promise<Conversation>
  /** Tells colleagues; call it on every keystroke, it is throttled and stops by itself. */
  setTyping(conversationId: string, isTyping: boolean): void
  /** Tells colleagues which conversation is on screen. */
  setViewing(conversationId: string | null): void
  /** What is being written in a conversation; kept in the storage until it is set to an empty text. */
  draft(conversationId: string): Draft
  /** A URL for `<img>` or `<audio>`, kept until shortly before it expires. */
  mediaLink(mediaId: string): Promise<MediaLink>

  /** True in exactly one of the tabs that share, e.g. for the one that is to notify; always true where none do. */
  isLeader(): boolean
  /** Milliseconds since 1970 on the server's clock, whatever the device's says. */
  serverNow(): number

  readonly outbox: OutboxView
  readonly rest: RestClient
}

export { createClient } from './client'
export type { ClientOptions, Connection, OutboxView, PytakeClient, SendInput } from './client-api'
export { createPlainSocket } from './connection/plain-socket'
export type { PlainSocket, PlainSocketOptions, PlainSocketState } from './connection/plain-socket'
export type { ConnectedUser, ConnectionReason, ConnectionState } from './connection/state'
export { isPytakeError, PytakeError } from './errors'
export type { PytakeErrorOptions } from './errors'
export { browserEnv } from './lib/env-browser'
export type { ClientEnv, ClientSocket, LifecycleSignal, PageAddress, SocketEvents } from './lib/env'
export type { Live, LiveQuery } from './lib/live'
export type { OutboxEdit, OutboxItem, OutboxState, UploadProgress } from './outbox/item'
export { memoryStorage } from './outbox/storage'
export type { ClientStorage } from './outbox/storage'
export type {
  ListContactsInput,
  ListConversationsInput,
  ListEventsInput,
  ListMessagesInput,
  RequestOptions,
  SearchInput,
} from './rest/request'
export type { Page, RestClient } from './rest/rest-client'
export type {
  AgentsSnapshot,
  ConversationListSnapshot,
  ConversationQuery,
  ConversationSnapshot,
  CountsSnapshot,
  MessageItem,
  MessagesSnapshot,
  PresenceSnapshot,
  ReplyWindowSnapshot,
  TypingSnapshot,
  ViewersSnapshot,
} from './store/snapshots'
export type { ConversationList } from './sync/conversation-queries'
export type { Draft } from './sync/drafts'
export type { ClientEvents } from './sync/emitter'
export type { MessageTimeline } from './sync/timeline-query'

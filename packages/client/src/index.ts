export type {
  ClientEvents,
  ClientOptions,
  Connection,
  ConversationList,
  MessageTimeline,
  OutboxView,
  PytakeClient,
  SendInput,
} from './client'
export type { ConnectedUser, ConnectionReason, ConnectionState } from './connection/state'
export { isPytakeError, PytakeError } from './errors'
export type { PytakeErrorOptions } from './errors'
export type { ClientEnv, ClientSocket, LifecycleSignal, PageAddress, SocketEvents } from './lib/env'
export type { Live, LiveQuery } from './lib/live'
export type { OutboxItem, OutboxState } from './outbox/item'
export { memoryStorage } from './outbox/storage'
export type { ClientStorage } from './outbox/storage'
export type {
  ListContactsInput,
  ListConversationsInput,
  ListEventsInput,
  ListMessagesInput,
  RequestOptions,
} from './rest/request'
export type { Page, RestClient } from './rest/rest'
export type {
  AgentsSnapshot,
  ConversationListSnapshot,
  ConversationQuery,
  ConversationSnapshot,
  CountsSnapshot,
  MessageItem,
  MessagesSnapshot,
  TypingSnapshot,
} from './store/snapshots'

export { agent } from './agent'
export type { Agent } from './agent'
export { authFrame, clientFrame } from './client-frames'
export type { AuthFrame, ClientFrame } from './client-frames'
export { closeAction, closeCodes } from './close-codes'
export type { CloseAction } from './close-codes'
export { contact, createContactBody, embeddedContact, updateContactBody } from './contact'
export type { Contact, CreateContactBody, EmbeddedContact, UpdateContactBody } from './contact'
export {
  conversation,
  conversationCounts,
  conversationStatuses,
  markReadBody,
  openConversationBody,
  updateConversationBody,
} from './conversation'
export type {
  Conversation,
  ConversationCounts,
  ConversationStatus,
  MarkReadBody,
  OpenConversationBody,
  UpdateConversationBody,
} from './conversation'
export { errorTable, isErrorCode, problem } from './errors'
export type { ErrorCode, Problem } from './errors'
export { uuidv7 } from './ids'
export { media, mediaLink, mediaStatuses } from './media'
export type { Media, MediaLink } from './media'
export {
  location,
  message,
  messageError,
  messageStatuses,
  messageTypes,
  sendableMessageTypes,
  senderTypes,
  sendMessageBody,
} from './message'
export type {
  Location,
  Message,
  MessageError,
  MessageStatus,
  MessageType,
  ParsedSendMessageBody,
  Reaction,
  SenderType,
  SendMessageBody,
} from './message'
export type { Open } from './open-enum'
export {
  listContactsQuery,
  listConversationsQuery,
  listEventsQuery,
  listMessagesQuery,
  MAX_EVENTS_WAIT_MS,
  MAX_LIST_LIMIT,
} from './queries'
export type { ListContactsQuery, ListConversationsQuery, ListEventsQuery, ListMessagesQuery } from './queries'
export { API_BASE, EVENT_CURSOR_HEADER, routes, SOCKET_PATH } from './routes'
export type { RouteName } from './routes'
export { eventPage, messageStatusChange, readServerFrame, resetReasons, serverFrames } from './server-frames'
export type {
  AgentTyping,
  ControlFrame,
  ConversationRemoval,
  CustomerTyping,
  DurableEventType,
  DurableFrame,
  EventData,
  EventPage,
  FrameReading,
  MessageStatusChange,
  Presence,
  ServerFrame,
  TransientFrame,
} from './server-frames'
export { MAX_NAME_LENGTH, MAX_TEXT_LENGTH, normalizeText } from './text'
export { PROTOCOL_VERSION } from './version'

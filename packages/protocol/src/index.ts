export { agent } from './agent'
export type { Agent } from './agent'
export { cannedResponse, createCannedResponseBody, updateCannedResponseBody } from './canned-response'
export type { CannedResponse, CreateCannedResponseBody, UpdateCannedResponseBody } from './canned-response'
export { authFrame, clientFrame } from './client-frames'
export type { AuthFrame, ClientFrame } from './client-frames'
export { closeAction, closeCodes } from './close-codes'
export type { CloseAction } from './close-codes'
export { contact, embeddedContact } from './contact'
export type { Contact, EmbeddedContact } from './contact'
export { createContactBody, updateContactBody } from './contact-bodies'
export type { CreateContactBody, UpdateContactBody } from './contact-bodies'
export { conversation, conversationCounts, conversationStatuses } from './conversation'
export type { Conversation, ConversationCounts, ConversationStatus } from './conversation'
export { markReadBody, openConversationBody, updateConversationBody } from './conversation-bodies'
export type { MarkReadBody, OpenConversationBody, UpdateConversationBody } from './conversation-bodies'
export { errorTable, isErrorCode } from './errors'
export type { ErrorCode } from './errors'
export { uuidv7 } from './ids'
export { createLabelBody, label } from './label'
export type { CreateLabelBody, Label, ParsedCreateLabelBody } from './label'
export { filledTemplate, template } from './template'
export type { FilledTemplate, Template } from './template'
export { highlight, searchResults } from './search'
export type { Highlight, SearchResults } from './search'
export { MAX_UPLOAD_BYTES, media, mediaLink, mediaStatuses } from './media'
export type { Media, MediaLink } from './media'
export { location, message, messageError, messageStatuses, messageTypes, senderTypes } from './message'
export type { Location, Message, MessageError, MessageStatus, MessageType, Reaction, SenderType } from './message'
export { fileMessageTypes, isFileMessageType, sendableMessageTypes, sendMessageBody } from './message-body'
export type { FileMessageType, ParsedSendMessageBody, SendMessageBody } from './message-body'
export type { Open } from './open-enum'
export {
  conversationSorts,
  listContactsQuery,
  listConversationsQuery,
  listEventsQuery,
  listMessagesQuery,
  MAX_EVENTS_WAIT_MS,
  MAX_LIST_LIMIT,
  MAX_SEARCH_LIMIT,
  searchQuery,
  uploadMediaQuery,
} from './queries'
export type {
  ConversationSort,
  ListContactsQuery,
  ListConversationsQuery,
  ListEventsQuery,
  ListMessagesQuery,
  SearchQuery,
} from './queries'
export { NOBODY } from './nobody'
export { problem } from './problem'
export type { Problem } from './problem'
export { setReactionBody } from './reaction-body'
export type { SetReactionBody } from './reaction-body'
export { extraRouteAnswers } from './extra-route-answers'
export { API_BASE, EVENT_CURSOR_HEADER, routeAnswers, SOCKET_PATH } from './route-answers'
export { routes } from './routes'
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

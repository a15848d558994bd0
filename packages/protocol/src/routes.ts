import * as z from 'zod/mini'
import { agent } from './agent'
import { contact, createContactBody, updateContactBody } from './contact'
import {
  conversation,
  conversationCounts,
  markReadBody,
  openConversationBody,
  updateConversationBody,
} from './conversation'
import { mediaLink } from './media'
import { message, sendMessageBody } from './message'
import { listContactsQuery, listConversationsQuery, listEventsQuery, listMessagesQuery } from './queries'
import { eventPage } from './server-frames'

/** Prefix of every REST path below. */
export const API_BASE = '/api/v1'
/** The seed's socket path. */
export const SOCKET_PATH = `${API_BASE}/conversations/ws`
/** Response header of every list: the log position read before the data. */
export const EVENT_CURSOR_HEADER = 'X-Event-Cursor'

interface RouteDefinition {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below {@link API_BASE}, parameters as `{name}`. */
  path: `/${string}`
  summary: string
  query?: z.ZodMiniType
  body?: z.ZodMiniType
  /** Success statuses, the usual one first. */
  status: readonly [200 | 201 | 202 | 204, ...(200 | 201)[]]
  /** Absent where the answer has no JSON body. */
  response?: z.ZodMiniType
  /** `admin` routes answer 403 to agents; `none` takes no bearer token. */
  access: 'agent' | 'admin' | 'none'
}

const defineRoutes = <const Table extends Record<string, RouteDefinition>>(table: Table): Table => table

/** The one table of REST routes: server, client, OpenAPI and docs derive from it. */
export const routes = defineRoutes({
  listConversations: {
    method: 'GET',
    path: '/conversations',
    summary: 'List conversations, the most recent first',
    query: listConversationsQuery,
    status: [200],
    response: z.array(conversation),
    access: 'agent',
  },
  countConversations: {
    method: 'GET',
    path: '/conversations/counts',
    summary: 'Count conversations by status, and unread messages',
    status: [200],
    response: conversationCounts,
    access: 'agent',
  },
  openConversation: {
    method: 'POST',
    path: '/conversations',
    summary: "Find or create a contact's conversation",
    body: openConversationBody,
    status: [200, 201],
    response: conversation,
    access: 'agent',
  },
  getConversation: {
    method: 'GET',
    path: '/conversations/{id}',
    summary: 'Read one conversation',
    status: [200],
    response: conversation,
    access: 'agent',
  },
  updateConversation: {
    method: 'PATCH',
    path: '/conversations/{id}',
    summary: 'Change status, assignee, labels, snooze or metadata',
    body: updateConversationBody,
    status: [200],
    response: conversation,
    access: 'agent',
  },
  deleteConversation: {
    method: 'DELETE',
    path: '/conversations/{id}',
    summary: 'Delete a conversation with its messages',
    status: [204],
    access: 'admin',
  },
  markConversationRead: {
    method: 'POST',
    path: '/conversations/{id}/read',
    summary: "Move the team's read marker forward and tell the customer",
    body: markReadBody,
    status: [200],
    response: conversation,
    access: 'agent',
  },
  listMessages: {
    method: 'GET',
    path: '/conversations/{id}/messages',
    summary: 'List messages of a conversation, the newest page, oldest first inside it',
    query: listMessagesQuery,
    status: [200],
    response: z.array(message),
    access: 'agent',
  },
  sendMessage: {
    method: 'POST',
    path: '/conversations/{id}/messages',
    summary: 'Send a message; the answer means that it is stored and will be sent',
    body: sendMessageBody,
    status: [200],
    response: message,
    access: 'agent',
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/messages/{id}',
    summary: "Remove a message here; the customer's copy stays",
    status: [200],
    response: message,
    access: 'agent',
  },
  retryMessage: {
    method: 'POST',
    path: '/messages/{id}/retry',
    summary: 'Send a failed or unknown message again, as a new attempt',
    status: [200],
    response: message,
    access: 'agent',
  },
  getMedia: {
    method: 'GET',
    path: '/media/{id}',
    summary: 'Download a file, in whole or by Range',
    status: [200],
    access: 'agent',
  },
  createMediaLink: {
    method: 'POST',
    path: '/media/{id}/link',
    summary: 'Make a URL that shows a file for 10 minutes without a bearer token',
    status: [200],
    response: mediaLink,
    access: 'agent',
  },
  listContacts: {
    method: 'GET',
    path: '/contacts',
    summary: 'List contacts by name',
    query: listContactsQuery,
    status: [200],
    response: z.array(contact),
    access: 'agent',
  },
  createContact: {
    method: 'POST',
    path: '/contacts',
    summary: 'Create a contact, or find the one with that phone',
    body: createContactBody,
    status: [201, 200],
    response: contact,
    access: 'agent',
  },
  getContact: {
    method: 'GET',
    path: '/contacts/{id}',
    summary: 'Read one contact',
    status: [200],
    response: contact,
    access: 'agent',
  },
  updateContact: {
    method: 'PATCH',
    path: '/contacts/{id}',
    summary: 'Change name or metadata of a contact',
    body: updateContactBody,
    status: [200],
    response: contact,
    access: 'agent',
  },
  deleteContact: {
    method: 'DELETE',
    path: '/contacts/{id}',
    summary: 'Delete a contact with its conversations',
    status: [204],
    access: 'admin',
  },
  listAgents: {
    method: 'GET',
    path: '/agents',
    summary: 'List the members of the team',
    status: [200],
    response: z.array(agent),
    access: 'agent',
  },
  listEvents: {
    method: 'GET',
    path: '/events',
    summary: 'Read the log after a cursor, for polling and long-polling',
    query: listEventsQuery,
    status: [200],
    response: eventPage,
    access: 'agent',
  },
  verifyWebhook: {
    method: 'GET',
    path: '/webhooks/whatsapp',
    summary: "Answer Meta's verification handshake",
    status: [200],
    access: 'none',
  },
  receiveWebhook: {
    method: 'POST',
    path: '/webhooks/whatsapp',
    summary: "Receive Meta's signed deliveries",
    status: [200],
    access: 'none',
  },
})

export type RouteName = keyof typeof routes

import type * as z from 'zod/mini'
import { createCannedResponseBody, updateCannedResponseBody } from './canned-response'
import { createContactBody, updateContactBody } from './contact-bodies'
import { markReadBody, openConversationBody, updateConversationBody } from './conversation-bodies'
import { extraRouteAnswers } from './extra-route-answers'
import { registerKnownValues } from './known-values'
import { createLabelBody } from './label'
import { sendMessageBody } from './message-body'
import {
  listContactsQuery,
  listConversationsQuery,
  listEventsQuery,
  listMessagesQuery,
  searchQuery,
  uploadMediaQuery,
} from './queries'
import { setReactionBody } from './reaction-body'
import { routeAnswers } from './route-answers'

interface RouteDefinition {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below {@link API_BASE}, parameters as `{name}`. */
  path: `/${string}`
  summary: string
  query?: z.ZodMiniType
  body?: z.ZodMiniType
  /** True where the body is a file as it is, of any content type. */
  file?: true
  /** Success statuses, the usual one first. */
  status: readonly [200 | 201 | 202 | 204, ...(200 | 201)[]]
  /** Absent where the answer has no JSON body. */
  response?: z.ZodMiniType
  /** `admin` routes answer 403 to agents; `none` takes no bearer token. */
  access: 'agent' | 'admin' | 'none'
}

function defineRoutes<const Table extends Record<string, RouteDefinition>>(table: Table): Table {
  registerKnownValues()
  return table
}

/** The one table of REST routes: server, client, OpenAPI and docs derive from it. */
export const routes = defineRoutes({
  listConversations: {
    ...routeAnswers.listConversations,
    summary: 'List conversations, the most recent first',
    query: listConversationsQuery,
  },
  countConversations: {
    ...routeAnswers.countConversations,
    summary: 'Count conversations by status, and unread messages',
  },
  openConversation: {
    ...extraRouteAnswers.openConversation,
    summary: "Find or create a contact's conversation",
    body: openConversationBody,
  },
  getConversation: {
    ...routeAnswers.getConversation,
    summary: 'Read one conversation',
  },
  updateConversation: {
    ...routeAnswers.updateConversation,
    summary: 'Change status, assignee, labels, snooze or metadata',
    body: updateConversationBody,
  },
  deleteConversation: {
    ...extraRouteAnswers.deleteConversation,
    summary: 'Delete a conversation with its messages',
  },
  markConversationRead: {
    ...routeAnswers.markConversationRead,
    summary: "Move the team's read marker forward and tell the customer",
    body: markReadBody,
  },
  listMessages: {
    ...routeAnswers.listMessages,
    summary: 'List messages of a conversation, the newest page, oldest first inside it',
    query: listMessagesQuery,
  },
  sendMessage: {
    ...routeAnswers.sendMessage,
    summary: 'Send a message; the answer means that it is stored and will be sent',
    body: sendMessageBody,
  },
  deleteMessage: {
    ...extraRouteAnswers.deleteMessage,
    summary: "Remove a message here; the customer's copy stays",
  },
  retryMessage: {
    ...routeAnswers.retryMessage,
    summary: 'Send a failed or unknown message again, as a new attempt',
  },
  uploadMedia: {
    ...extraRouteAnswers.uploadMedia,
    summary: 'Upload a file for a message; one that no message takes is forgotten after a day',
    query: uploadMediaQuery,
    file: true,
  },
  setReaction: {
    ...extraRouteAnswers.setReaction,
    summary: "Set the team's reaction to a message, or take it back",
    body: setReactionBody,
  },
  getMedia: {
    ...extraRouteAnswers.getMedia,
    summary: 'Download a file, in whole or by Range',
  },
  createMediaLink: {
    ...extraRouteAnswers.createMediaLink,
    summary: 'Make a URL that shows a file for 10 minutes without a bearer token',
  },
  listContacts: {
    ...extraRouteAnswers.listContacts,
    summary: 'List contacts by name',
    query: listContactsQuery,
  },
  createContact: {
    ...extraRouteAnswers.createContact,
    summary: 'Create a contact, or find the one with that phone',
    body: createContactBody,
  },
  getContact: {
    ...extraRouteAnswers.getContact,
    summary: 'Read one contact',
  },
  updateContact: {
    ...extraRouteAnswers.updateContact,
    summary: 'Change name or metadata of a contact',
    body: updateContactBody,
  },
  deleteContact: {
    ...extraRouteAnswers.deleteContact,
    summary: 'Delete a contact with its conversations',
  },
  listAgents: {
    ...routeAnswers.listAgents,
    summary: 'List the members of the team',
  },
  listEvents: {
    ...routeAnswers.listEvents,
    summary: 'Read the log after a cursor, for polling and long-polling',
    query: listEventsQuery,
  },
  listLabels: {
    ...extraRouteAnswers.listLabels,
    summary: 'List the labels that the team offers',
  },
  createLabel: {
    ...extraRouteAnswers.createLabel,
    summary: 'Add a label, or find the one with that name',
    body: createLabelBody,
  },
  deleteLabel: {
    ...extraRouteAnswers.deleteLabel,
    summary: 'Remove a label; conversations that carry its name keep it',
  },
  listCannedResponses: {
    ...extraRouteAnswers.listCannedResponses,
    summary: 'List canned responses by shortcut',
  },
  createCannedResponse: {
    ...extraRouteAnswers.createCannedResponse,
    summary: 'Add a canned response',
    body: createCannedResponseBody,
  },
  updateCannedResponse: {
    ...extraRouteAnswers.updateCannedResponse,
    summary: 'Change a canned response',
    body: updateCannedResponseBody,
  },
  deleteCannedResponse: {
    ...extraRouteAnswers.deleteCannedResponse,
    summary: 'Remove a canned response',
  },
  listTemplates: {
    ...extraRouteAnswers.listTemplates,
    summary: 'List the templates of the channels',
  },
  search: {
    ...extraRouteAnswers.search,
    summary: 'Search messages and contacts',
    query: searchQuery,
  },
  verifyWebhook: {
    ...extraRouteAnswers.verifyWebhook,
    summary: "Answer Meta's verification handshake",
  },
  receiveWebhook: {
    ...extraRouteAnswers.receiveWebhook,
    summary: "Receive Meta's signed deliveries",
  },
})

export type RouteName = keyof typeof routes

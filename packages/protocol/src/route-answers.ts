import * as z from 'zod/mini'
import { agent } from './agent'
import { contact } from './contact'
import { conversation, conversationCounts } from './conversation'
import { mediaLink } from './media'
import { message } from './message'
import { eventPage } from './server-frames'

/** Prefix of every REST path below. */
export const API_BASE = '/api/v1'
/** The seed's socket path. */
export const SOCKET_PATH = `${API_BASE}/conversations/ws`
/** Response header of every list: the log position read before the data. */
export const EVENT_CURSOR_HEADER = 'X-Event-Cursor'

/**
 * Where each route stands and what it answers: all that a client needs. What a server checks besides (queries, bodies)
 * is added in `routes`, since it would make up a third of a client's bundle.
 */
export const routeAnswers = {
  listConversations: {
    method: 'GET',
    path: '/conversations',
    status: [200],
    response: z.array(conversation),
    access: 'agent',
  },
  countConversations: {
    method: 'GET',
    path: '/conversations/counts',
    status: [200],
    response: conversationCounts,
    access: 'agent',
  },
  openConversation: {
    method: 'POST',
    path: '/conversations',
    status: [200, 201],
    response: conversation,
    access: 'agent',
  },
  getConversation: {
    method: 'GET',
    path: '/conversations/{id}',
    status: [200],
    response: conversation,
    access: 'agent',
  },
  updateConversation: {
    method: 'PATCH',
    path: '/conversations/{id}',
    status: [200],
    response: conversation,
    access: 'agent',
  },
  deleteConversation: {
    method: 'DELETE',
    path: '/conversations/{id}',
    status: [204],
    access: 'admin',
  },
  markConversationRead: {
    method: 'POST',
    path: '/conversations/{id}/read',
    status: [200],
    response: conversation,
    access: 'agent',
  },
  listMessages: {
    method: 'GET',
    path: '/conversations/{id}/messages',
    status: [200],
    response: z.array(message),
    access: 'agent',
  },
  sendMessage: {
    method: 'POST',
    path: '/conversations/{id}/messages',
    status: [200],
    response: message,
    access: 'agent',
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/messages/{id}',
    status: [200],
    response: message,
    access: 'agent',
  },
  retryMessage: {
    method: 'POST',
    path: '/messages/{id}/retry',
    status: [200],
    response: message,
    access: 'agent',
  },
  getMedia: {
    method: 'GET',
    path: '/media/{id}',
    status: [200],
    access: 'agent',
  },
  createMediaLink: {
    method: 'POST',
    path: '/media/{id}/link',
    status: [200],
    response: mediaLink,
    access: 'agent',
  },
  listContacts: {
    method: 'GET',
    path: '/contacts',
    status: [200],
    response: z.array(contact),
    access: 'agent',
  },
  createContact: {
    method: 'POST',
    path: '/contacts',
    status: [201, 200],
    response: contact,
    access: 'agent',
  },
  getContact: {
    method: 'GET',
    path: '/contacts/{id}',
    status: [200],
    response: contact,
    access: 'agent',
  },
  updateContact: {
    method: 'PATCH',
    path: '/contacts/{id}',
    status: [200],
    response: contact,
    access: 'agent',
  },
  deleteContact: {
    method: 'DELETE',
    path: '/contacts/{id}',
    status: [204],
    access: 'admin',
  },
  listAgents: {
    method: 'GET',
    path: '/agents',
    status: [200],
    response: z.array(agent),
    access: 'agent',
  },
  listEvents: {
    method: 'GET',
    path: '/events',
    status: [200],
    response: eventPage,
    access: 'agent',
  },
  verifyWebhook: {
    method: 'GET',
    path: '/webhooks/whatsapp',
    status: [200],
    access: 'none',
  },
  receiveWebhook: {
    method: 'POST',
    path: '/webhooks/whatsapp',
    status: [200],
    access: 'none',
  },
} as const

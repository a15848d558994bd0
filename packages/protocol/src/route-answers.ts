import * as z from 'zod/mini'
import { agent } from './agent'
import { conversation, conversationCounts } from './conversation'
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
 * is added in `routes`, since it would make up a third of a client's bundle. These are the routes that every client
 * calls; the others are `extraRouteAnswers`, so that a client can load them later.
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
  retryMessage: {
    method: 'POST',
    path: '/messages/{id}/retry',
    status: [200],
    response: message,
    access: 'agent',
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
} as const

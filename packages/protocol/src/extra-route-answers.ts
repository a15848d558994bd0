import * as z from 'zod/mini'
import { cannedResponse } from './canned-response'
import { contact } from './contact'
import { conversation } from './conversation'
import { label } from './label'
import { media, mediaLink } from './media'
import { message } from './message'
import { searchResults } from './search'
import { template } from './template'

/** The routes that many clients never call, and those that are not for clients at all; see `routeAnswers`. */
export const extraRouteAnswers = {
  openConversation: {
    method: 'POST',
    path: '/conversations',
    status: [200, 201],
    response: conversation,
    access: 'agent',
  },
  deleteConversation: {
    method: 'DELETE',
    path: '/conversations/{id}',
    status: [204],
    access: 'admin',
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/messages/{id}',
    status: [200],
    response: message,
    access: 'agent',
  },
  uploadMedia: {
    method: 'POST',
    path: '/media',
    status: [201],
    response: media,
    access: 'agent',
  },
  setReaction: {
    method: 'PUT',
    path: '/messages/{id}/reaction',
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
  listLabels: {
    method: 'GET',
    path: '/labels',
    status: [200],
    response: z.array(label),
    access: 'agent',
  },
  createLabel: {
    method: 'POST',
    path: '/labels',
    status: [201, 200],
    response: label,
    access: 'agent',
  },
  deleteLabel: {
    method: 'DELETE',
    path: '/labels/{id}',
    status: [204],
    access: 'admin',
  },
  listCannedResponses: {
    method: 'GET',
    path: '/canned-responses',
    status: [200],
    response: z.array(cannedResponse),
    access: 'agent',
  },
  createCannedResponse: {
    method: 'POST',
    path: '/canned-responses',
    status: [201],
    response: cannedResponse,
    access: 'agent',
  },
  updateCannedResponse: {
    method: 'PATCH',
    path: '/canned-responses/{id}',
    status: [200],
    response: cannedResponse,
    access: 'agent',
  },
  deleteCannedResponse: {
    method: 'DELETE',
    path: '/canned-responses/{id}',
    status: [204],
    access: 'agent',
  },
  listTemplates: {
    method: 'GET',
    path: '/templates',
    status: [200],
    response: z.array(template),
    access: 'agent',
  },
  search: {
    method: 'GET',
    path: '/search',
    status: [200],
    response: searchResults,
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

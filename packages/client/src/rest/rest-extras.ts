import { extraRouteAnswers as r } from '@pytake/protocol'
import { createCalls } from './calls'
import type { Http } from './http'
import type { ListContactsInput } from './request'
import type { RestExtras } from './rest-client'

/** Time for a file of 100 MiB over a slow line. */
const UPLOAD_TIMEOUT_MS = 600_000

/** The routes that many clients never call, in a chunk of their own. */
export function createRestExtras(http: Http): RestExtras {
  const { page, plain, byId, change, remove } = createCalls(http)
  const openConversation = plain(r.openConversation)
  const createLabel = plain(r.createLabel)
  const createCannedResponse = plain(r.createCannedResponse)
  const search = plain(r.search)
  const react = change(r.setReaction)
  const contactPage = page(r.listContacts)
  const createContact = plain(r.createContact)
  const uploadMedia = plain(r.uploadMedia)

  return {
    conversations: {
      open: (body, options) => openConversation({ ...options, body }),
      delete: remove(r.deleteConversation),
    },
    messages: {
      delete: byId(r.deleteMessage),
      react: (id, emoji, options) => react(id, { emoji }, options),
    },
    media: {
      download: (id, options) => http.raw(r.getMedia, { ...options, id }),
      link: byId(r.createMediaLink),
      upload: (file, { filename, ...options } = {}) =>
        uploadMedia({ ...options, file, query: { filename }, waitMs: UPLOAD_TIMEOUT_MS }),
    },
    contacts: {
      list: (query, options) => contactPage({ ...options, query }, continueContacts),
      create: (body, options) => createContact({ ...options, body }),
      get: byId(r.getContact),
      update: change(r.updateContact),
      delete: remove(r.deleteContact),
    },
    labels: {
      list: plain(r.listLabels),
      create: (body, options) => createLabel({ ...options, body }),
      delete: remove(r.deleteLabel),
    },
    cannedResponses: {
      list: plain(r.listCannedResponses),
      create: (body, options) => createCannedResponse({ ...options, body }),
      update: change(r.updateCannedResponse),
      delete: remove(r.deleteCannedResponse),
    },
    templates: { list: plain(r.listTemplates) },
    search: (query, options) => search({ ...options, query }),
  }
}

const continueContacts = (query: ListContactsInput = {}, link: URLSearchParams): ListContactsInput => ({
  ...query,
  offset: Number(link.get('offset')),
})

import { routeAnswers as r } from '@pytake/protocol'
import { toPytakeError } from '../errors'
import { createCalls } from './calls'
import type { Http } from './http'
import type { ListConversationsInput, ListMessagesInput } from './request'
import type { RestClient, RestExtras } from './rest-client'

/**
 * Only the routes a client may call: Meta's webhooks are not ours to send.
 *
 * @param loadExtras called once, at the first call of a method that many clients do without
 */
export function createRest(http: Http, loadExtras: () => Promise<RestExtras>): RestClient {
  const { page, plain, byId, change } = createCalls(http)
  const conversationPage = page(r.listConversations)
  const messagePage = page(r.listMessages)
  const events = plain(r.listEvents)
  let extras: Promise<RestExtras> | null = null

  const load = async (): Promise<RestExtras> => {
    try {
      return await (extras ??= loadExtras())
    } catch (error) {
      // A page that lost its network, or a chunk that a new release replaced: the next call tries again.
      extras = null
      throw toPytakeError(error, 'load code', 'network_unreachable')
    }
  }
  const later =
    <Args extends unknown[], Result>(pick: (loaded: RestExtras) => (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> =>
      pick(await load())(...args)

  return {
    conversations: {
      list: (query, options) => conversationPage({ ...options, query }, continueConversations),
      counts: plain(r.countConversations),
      get: byId(r.getConversation),
      update: change(r.updateConversation),
      markRead: change(r.markConversationRead),
      open: later((e) => e.conversations.open),
      delete: later((e) => e.conversations.delete),
    },
    messages: {
      list: (id, query, options) => messagePage({ ...options, id, query }, continueMessages),
      send: change(r.sendMessage),
      retry: byId(r.retryMessage),
      delete: later((e) => e.messages.delete),
      react: later((e) => e.messages.react),
    },
    media: {
      download: later((e) => e.media.download),
      link: later((e) => e.media.link),
      upload: later((e) => e.media.upload),
    },
    contacts: {
      list: later((e) => e.contacts.list),
      create: later((e) => e.contacts.create),
      get: later((e) => e.contacts.get),
      update: later((e) => e.contacts.update),
      delete: later((e) => e.contacts.delete),
    },
    labels: {
      list: later((e) => e.labels.list),
      create: later((e) => e.labels.create),
      delete: later((e) => e.labels.delete),
    },
    cannedResponses: {
      list: later((e) => e.cannedResponses.list),
      create: later((e) => e.cannedResponses.create),
      update: later((e) => e.cannedResponses.update),
      delete: later((e) => e.cannedResponses.delete),
    },
    templates: { list: later((e) => e.templates.list) },
    search: later((e) => e.search),
    agents: { list: plain(r.listAgents) },
    events: { list: (query, options) => events({ ...options, query, waitMs: query?.wait ?? 0 }) },
  }
}

function continueConversations(query: ListConversationsInput = {}, link: URLSearchParams): ListConversationsInput {
  const following = { ...query, cursor: link.get('cursor') ?? '' }
  // The cursor takes over where the offset counted; both together would skip twice.
  delete following.offset
  return following
}

const continueMessages = ({ limit }: ListMessagesInput = {}, link: URLSearchParams): ListMessagesInput => {
  const after = link.get('after')
  return { ...(limit && { limit }), ...(after ? { after } : { before: link.get('before') ?? '' }) }
}

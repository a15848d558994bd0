import { routes } from '@pytake/protocol'
import type { Inbox } from '../domain/inbox'
import { json, listAnswer, noContent } from './answers'
import { endpoint, type Endpoint } from './call'

export const conversationEndpoints = ({ conversations, log }: Pick<Inbox, 'conversations' | 'log'>): Endpoint[] => [
  endpoint(routes.listConversations, async (call) => {
    const page = await conversations.list(call.principal, call.query(routes.listConversations.query))
    return listAnswer(call, log.epoch(), page)
  }),
  endpoint(routes.countConversations, async ({ principal }) => json(await conversations.counts(principal))),
  endpoint(routes.openConversation, async ({ principal, body }) => {
    const { item, created } = await conversations.open(principal, await body(routes.openConversation.body))
    return json(item, created ? 201 : 200)
  }),
  endpoint(routes.getConversation, async ({ principal, id }) => json(await conversations.get(principal, id))),
  endpoint(routes.updateConversation, async ({ principal, id, body }) =>
    json(await conversations.update(principal, id, await body(routes.updateConversation.body))),
  ),
  endpoint(routes.deleteConversation, async ({ principal, id }) => {
    await conversations.remove(principal, id)
    return noContent()
  }),
  endpoint(routes.markConversationRead, async ({ principal, id, body }) =>
    json(await conversations.markRead(principal, id, await body(routes.markConversationRead.body))),
  ),
]

import { routes } from '@pytake/protocol'
import type { Inbox } from '../domain/inbox'
import { json, twoWayAnswer } from './answers'
import { endpoint, type Endpoint } from './call'

export const messageEndpoints = ({ messages, log }: Pick<Inbox, 'messages' | 'log'>): Endpoint[] => [
  endpoint(routes.listMessages, async (call) => {
    const query = call.query(routes.listMessages.query)
    const page = await messages.list(call.principal, call.id, query)
    return twoWayAnswer(call, log.epoch(), page, query.after === undefined ? ['before', 'after'] : ['after', 'before'])
  }),
  endpoint(routes.sendMessage, async ({ principal, id, body }) =>
    json(await messages.send(principal, id, await body(routes.sendMessage.body))),
  ),
  endpoint(routes.deleteMessage, async ({ principal, id }) => json(await messages.remove(principal, id))),
  endpoint(routes.setReaction, async ({ principal, id, body }) =>
    json(await messages.react(principal, id, await body(routes.setReaction.body))),
  ),
  endpoint(routes.retryMessage, async ({ principal, id }) => json(await messages.retry(principal, id))),
]

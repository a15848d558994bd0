import { routes } from '@pytake/protocol'
import type { Inbox } from '../domain/inbox'
import { cursorFor, json, listAnswer, noContent } from './answers'
import { endpoint, type Endpoint } from './call'

/** What the team has at hand: labels, canned responses, templates, search. */
export const teamEndpoints = ({
  labels,
  cannedResponses,
  templates,
  search,
  log,
}: Pick<Inbox, 'labels' | 'cannedResponses' | 'templates' | 'search' | 'log'>): Endpoint[] => [
  endpoint(routes.listLabels, async (call) => listAnswer(call, log.epoch(), await labels.list(call.principal))),
  endpoint(routes.createLabel, async ({ principal, body }) => {
    const { item, created } = await labels.create(principal, await body(routes.createLabel.body))
    return json(item, created ? 201 : 200)
  }),
  endpoint(routes.deleteLabel, async ({ principal, id }) => {
    await labels.remove(principal, id)
    return noContent()
  }),
  endpoint(routes.listCannedResponses, async (call) =>
    listAnswer(call, log.epoch(), await cannedResponses.list(call.principal)),
  ),
  endpoint(routes.createCannedResponse, async ({ principal, body }) =>
    json(await cannedResponses.create(principal, await body(routes.createCannedResponse.body)), 201),
  ),
  endpoint(routes.updateCannedResponse, async ({ principal, id, body }) =>
    json(await cannedResponses.update(principal, id, await body(routes.updateCannedResponse.body))),
  ),
  endpoint(routes.deleteCannedResponse, async ({ principal, id }) => {
    await cannedResponses.remove(principal, id)
    return noContent()
  }),
  endpoint(routes.listTemplates, async (call) => listAnswer(call, log.epoch(), await templates.list(call.principal))),
  endpoint(routes.search, async ({ principal, query }) => {
    const { position, ...found } = await search(principal, query(routes.search.query))
    return json({ ...found, indexed_through: cursorFor(principal, log.epoch(), position) })
  }),
]

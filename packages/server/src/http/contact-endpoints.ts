import { routes } from '@pytake/protocol'
import type { Inbox } from '../domain/inbox'
import { json, listAnswer, noContent } from './answers'
import { endpoint, type Endpoint } from './call'

export const contactEndpoints = ({ contacts, agents, log }: Pick<Inbox, 'contacts' | 'agents' | 'log'>): Endpoint[] => [
  endpoint(routes.listContacts, async (call) => {
    const page = await contacts.list(call.principal, call.query(routes.listContacts.query))
    return listAnswer(call, log.epoch(), page, 'offset')
  }),
  endpoint(routes.createContact, async ({ principal, body }) => {
    const { item, created } = await contacts.create(principal, await body(routes.createContact.body))
    return json(item, created ? 201 : 200)
  }),
  endpoint(routes.getContact, async ({ principal, id }) => json(await contacts.get(principal, id))),
  endpoint(routes.updateContact, async ({ principal, id, body }) =>
    json(await contacts.update(principal, id, await body(routes.updateContact.body))),
  ),
  endpoint(routes.deleteContact, async ({ principal, id }) => {
    await contacts.remove(principal, id)
    return noContent()
  }),
  endpoint(routes.listAgents, async (call) => listAnswer(call, log.epoch(), await agents.list(call.principal))),
]

import { routes } from '@pytake/protocol'
import type { Call } from './fake-http'
import { fakeRoute } from './fake-http'
import { listAnswer, nextPage } from './fake-pages'
import { Refusal } from './fake-refusal'

export const fakeContactRoutes = [
  fakeRoute(routes.listContacts, ({ log, principal, url, query }) => {
    const { search = '', limit, offset } = query(routes.listContacts.query)
    const matching = log
      .contactsFor(principal)
      .filter(({ name, phone }) => `${name}\n${phone ?? ''}`.toLowerCase().includes(search.toLowerCase()))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const items = matching.slice(offset, offset + limit)
    const end = offset + items.length
    return listAnswer(log, principal, items, end < matching.length ? nextPage(url, 'offset', String(end)) : null)
  }),
  fakeRoute(routes.createContact, ({ log, principal, body }) => {
    const fields = body(routes.createContact.body)
    const held = log.contactsFor(principal).find(({ phone }) => phone === fields.phone)
    return held ? { body: held } : { status: 201, body: log.meets(fields, principal.tenant_id) }
  }),
  fakeRoute(routes.getContact, (call) => ({ body: visibleContact(call) })),
  fakeRoute(routes.updateContact, (call) => {
    const { id } = visibleContact(call)
    return { body: call.log.changesContact(id, call.body(routes.updateContact.body)) }
  }),
  fakeRoute(routes.deleteContact, (call) => {
    call.log.deletesContact(visibleContact(call).id)
    return { status: 204 }
  }),
]

function visibleContact({ log, principal, id }: Call) {
  const held = log.contactsFor(principal).find((contact) => contact.id === id)
  if (held === undefined) throw new Refusal('not_found')
  return held
}

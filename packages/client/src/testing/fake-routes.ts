import { API_BASE, routes } from '@pytake/protocol'
import { fakeContactRoutes } from './fake-contact-routes'
import { fakeConversationRoutes } from './fake-conversation-routes'
import { fakeRoute } from './fake-http'
import { fakeMessageRoutes } from './fake-message-routes'

export { problemResponse } from './fake-refusal'

/** Every route that the fake server serves; a new route of the protocol gets its line here or in a file of its own. */
export const fakeRoutes = [
  ...fakeConversationRoutes,
  ...fakeMessageRoutes,
  ...fakeContactRoutes,
  fakeRoute(routes.listEvents, ({ log, principal, query }) => {
    const { after, limit } = query(routes.listEvents.query)
    return { body: log.eventPage(principal, after, limit) }
  }),
  fakeRoute(routes.listAgents, ({ log, principal }) => ({ body: log.agentsFor(principal) })),
  fakeRoute(routes.createMediaLink, ({ id, url, log }) => ({
    body: { url: `${url.origin}${API_BASE}/signed/${id}`, expires_at: new Date(log.now() + 600_000).toISOString() },
  })),
]

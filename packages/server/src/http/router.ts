import { API_BASE, routes } from '@pytake/protocol'
import type { Context, Hono } from 'hono'
import type { RequestIdVariables } from 'hono/request-id'
import { ServerError } from '../domain/errors'
import type { Principal } from '../domain/principal'
import type { Endpoint, PublicCall, Route } from './call'
import { readJsonBody, readQuery } from './input'

export type App = Hono<{ Variables: RequestIdVariables }>
export type AppContext = Context<{ Variables: RequestIdVariables }>

export interface Gatekeeper {
  /** Throws `unauthorized` or `token_expired`. */
  authenticate(route: Route, call: PublicCall): Promise<Principal>
  /** Counts a request of the principal; throws `rate_limited`. */
  countRequest(principal: Principal): void
}

/** Puts every endpoint at the method and path of its route, behind the access that the table names. */
export function registerEndpoints(app: App, endpoints: readonly Endpoint[], gatekeeper: Gatekeeper): void {
  for (const endpoint of endpoints) {
    const { method, path } = endpoint.route
    app.on(method, `${API_BASE}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, (c) => answer(endpoint, c, gatekeeper))
  }
}

async function answer(endpoint: Endpoint, c: AppContext, gatekeeper: Gatekeeper): Promise<Response> {
  const call = readCall(c)
  if (endpoint.access === 'public') return endpoint.handle(call)
  const { route } = endpoint
  const principal = await gatekeeper.authenticate(route, call)
  if (route.access === 'admin' && principal.role !== 'admin') {
    throw new ServerError('forbidden', `unable to ${lowerFirst(route.summary)}; only an admin may`)
  }
  // Sending counts apart: the channel paces those, and a hurry there must not cost the agent the lists.
  if (route.path !== routes.sendMessage.path || route.method !== routes.sendMessage.method) {
    gatekeeper.countRequest(principal)
  }
  return endpoint.handle({ ...call, principal })
}

function readCall(c: AppContext): PublicCall {
  const request = c.req.raw
  const url = new URL(request.url)
  const id = c.req.param('id') ?? ''
  // No id of ours or of a host looks like this, and PostgreSQL would refuse it with an error instead of "not found".
  if (id.length > MAX_ID_LENGTH || UNSTORABLE.test(id)) throw new ServerError('not_found', 'unable to find such an id')
  return {
    request,
    url,
    requestId: c.get('requestId'),
    id,
    query: (schema) => readQuery(schema, url),
    body: (schema) => readJsonBody(schema, request),
  }
}

const MAX_ID_LENGTH = 256
const UNSTORABLE = /[\p{Cc}\p{Surrogate}]/u

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

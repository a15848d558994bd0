import type { routes, RouteName } from '@pytake/protocol'
import type * as z from 'zod/mini'
import type { Principal } from '../domain/principal'

export type Route = (typeof routes)[RouteName]

/** One request to a route of the table, before anything of it was read. */
export interface PublicCall {
  request: Request
  url: URL
  requestId: string
  /** The path's `{id}`; empty where the route has none. */
  id: string
  query<Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema>
  body<Schema extends z.ZodMiniType>(schema: Schema): Promise<z.output<Schema>>
}

/** A call whose bearer token, or signed link, was accepted. */
export interface Call extends PublicCall {
  principal: Principal
}

/** What answers a route; errors are thrown as `ServerError` and written by the router. */
export type Endpoint =
  | { access: 'principal'; route: Route; handle(call: Call): Promise<Response> | Response }
  | { access: 'public'; route: Route; handle(call: PublicCall): Promise<Response> | Response }

export const endpoint = (route: Route, handle: (call: Call) => Promise<Response> | Response): Endpoint => ({
  access: 'principal',
  route,
  handle,
})

export const publicEndpoint = (route: Route, handle: (call: PublicCall) => Promise<Response> | Response): Endpoint => ({
  access: 'public',
  route,
  handle,
})

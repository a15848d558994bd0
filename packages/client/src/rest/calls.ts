import { EVENT_CURSOR_HEADER } from '@pytake/protocol'
import type * as z from 'zod/mini'
import type { Http, HttpInput, Route } from './http'
import type { RequestOptions } from './request'
import type { Page } from './rest-client'

type JsonRoute<Schema> = Route & { response: Schema }

/** The shapes that a method over a route can have. */
export const createCalls = ({ json, raw }: Http) => ({
  page:
    <Schema extends z.ZodMiniType<unknown[]>>(route: JsonRoute<Schema>) =>
    async <Query extends object>(
      input: HttpInput & { query: Query | undefined },
      follow: (query: Query | undefined, link: URLSearchParams) => Query,
    ): Promise<Page<z.output<Schema>[number], Query>> => {
      const { data, headers } = await json(route, input)
      const to = (relation: string): Query | null => {
        const link = linkParameters(headers, relation)
        return link && follow(input.query, link)
      }
      return { items: data, next: to('next'), previous: to('prev'), eventCursor: headers.get(EVENT_CURSOR_HEADER) }
    },
  plain:
    <Schema extends z.ZodMiniType>(route: JsonRoute<Schema>) =>
    async (options?: HttpInput) =>
      (await json(route, { ...options })).data,
  byId:
    <Schema extends z.ZodMiniType>(route: JsonRoute<Schema>) =>
    async (id: string, options?: RequestOptions) =>
      (await json(route, { ...options, id })).data,
  change:
    <Schema extends z.ZodMiniType>(route: JsonRoute<Schema>) =>
    async (id: string, body: object = {}, options?: RequestOptions) =>
      (await json(route, { ...options, id, body })).data,
  remove: (route: Route) => async (id: string, options?: RequestOptions) => void (await raw(route, { ...options, id })),
})

/** RFC 8288: the parameters of the link with this relation. */
function linkParameters(headers: Headers, relation: string): URLSearchParams | null {
  const target = new RegExp(`<([^>]*)>\\s*;[^,<]*rel="?${relation}\\b`).exec(headers.get('Link') ?? '')?.[1]
  // The base is only there because the link may be relative; nothing is fetched from it.
  return target === undefined ? null : new URL(target, 'http://localhost').searchParams
}

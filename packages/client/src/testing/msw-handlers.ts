import { API_BASE, routes } from '@pytake/protocol'
import type { TestServer } from './test-server'

/** The part of msw's `http` that is needed; msw itself is brought by whoever uses it. */
export type MswHttp<Handler> = Record<
  'get' | 'post' | 'patch' | 'put' | 'delete',
  (path: string, resolver: (info: { request: Request }) => Promise<Response>) => Handler
>

/**
 * Handlers for msw, one for each route of the protocol, answered by a test server.
 *
 * @example
 * import { http } from 'msw'
 * import { setupServer } from 'msw/node'
 * setupServer(...mswHandlers(createTestServer(), http)).listen()
 */
export function mswHandlers<Handler>(server: TestServer, http: MswHttp<Handler>, baseUrl = '*'): Handler[] {
  return (
    Object.values(routes)
      // A fixed path before one with a parameter in its place, since the first that matches answers.
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length)
      .map(({ method, path }) => {
        const pattern = baseUrl + API_BASE + path.replaceAll(/\{(\w+)\}/g, ':$1')
        return http[verbs[method]](pattern, ({ request }) => server.fetch(request))
      })
  )
}

const verbs = { GET: 'get', POST: 'post', PATCH: 'patch', PUT: 'put', DELETE: 'delete' } as const

import { API_BASE, routes } from '@pytake/protocol'
import type * as z from 'zod/mini'
import type { FakeLog } from './fake-log'
import type { FakePrincipal } from './fake-principals'
import type { Answer } from './fake-refusal'
import { invalid, Refusal } from './fake-refusal'

/** One request as a route sees it. */
export interface Call {
  log: FakeLog
  principal: FakePrincipal
  url: URL
  /** The `{id}` of the path. */
  id: string
  query<Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema>
  body<Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema>
}

/** A line of the protocol's route table. */
export interface Route {
  method: string
  path: string
  response?: z.ZodMiniType
  access: 'agent' | 'admin' | 'none'
}

export interface FakeRoute {
  route: Route
  /** Whether a path is this route's, and the id in it. */
  match(path: string): { id: string } | null
  answer(call: Call): Answer
}

/** One route of the fake: the protocol's line, and what it does to the log. */
export function fakeRoute(route: Route, handle: (call: Call) => Answer): FakeRoute {
  const pattern = new RegExp(`^${route.path.replace('{id}', '([^/]+)')}$`)
  return {
    route,
    match: (path) => {
      const found = pattern.exec(path)
      return found && { id: decodeURIComponent(found[1] ?? '') }
    },
    answer: (call) => {
      const answer = handle(call)
      return route.response && answer.body !== undefined
        ? { ...answer, body: route.response.parse(answer.body) }
        : answer
    },
  }
}

/** The routes served by a fake server. */
export class FakeHttp {
  readonly #log: FakeLog
  readonly #routes: readonly FakeRoute[]

  constructor(log: FakeLog, routes: readonly FakeRoute[]) {
    this.#log = log
    this.#routes = routes
  }

  /** Answers as the real server does: by path, then by method, then by who asks. */
  async respond(request: Request, authenticate: (token: string) => FakePrincipal): Promise<Response> {
    const url = new URL(request.url)
    const text = request.body === null ? '' : await request.text()
    return toResponse(this.#answer({ method: request.method, url, text, bearer: bearerOf(request) }, authenticate))
  }

  #answer(asked: Asked, authenticate: (token: string) => FakePrincipal): Answer {
    try {
      const path = asked.url.pathname.slice(API_BASE.length)
      const matching = this.#routes.filter(({ match }) => match(path) !== null)
      const allowed = matching.map(({ route }) => route.method)
      const found = matching.find(({ route }) => route.method === asked.method)
      if (found === undefined) assertServed(asked.method, path)
      if (!asked.url.pathname.startsWith(API_BASE) || matching.length === 0) throw new Refusal('not_found')
      if (found === undefined) throw new Refusal('method_not_allowed', {}, { Allow: allowed.join(', ') })
      const principal = authenticate(asked.bearer)
      if (found.route.access === 'admin' && principal.role !== 'admin') throw new Refusal('forbidden')
      return found.answer({
        log: this.#log,
        principal,
        url: asked.url,
        id: found.match(path)?.id ?? '',
        query: (schema) => parse(schema, Object.fromEntries(asked.url.searchParams)),
        body: (schema) => parse(schema, readJson(asked.text)),
      })
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.answer
      throw thrown
    }
  }
}

/** A route of the protocol that no fake serves yet says so, instead of looking like a wrong address. */
function assertServed(method: string, path: string): void {
  const known = Object.values(routes).some(
    (route) => route.method === method && new RegExp(`^${route.path.replace('{id}', '[^/]+')}$`).test(path),
  )
  const detail = `unable to answer ${method} ${path}; the test server does not serve this route`
  if (known) throw new Refusal('internal_error', { status: 501, detail })
}

interface Asked {
  method: string
  url: URL
  text: string
  bearer: string
}

const bearerOf = (request: Request): string =>
  /^Bearer (.+)$/.exec(request.headers.get('Authorization') ?? '')?.[1] ?? ''

/** Longest body the server reads, in UTF-16 units here. */
const MAX_BODY_LENGTH = 256 * 1024

function readJson(text: string): unknown {
  if (text.length > MAX_BODY_LENGTH) throw new Refusal('payload_too_large')
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Refusal('malformed_json')
  }
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(
    ...parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a field of this request' }))
        : [{ path: issue.path.join('.'), message: issue.message }],
    ),
  )
}

function toResponse({ status = 200, body, headers = {} }: Answer): Response {
  const text = body === undefined ? null : JSON.stringify(body)
  return new Response(text, { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

import ky from 'ky'
import type * as z from 'zod/mini'
import { PytakeError, toPytakeError } from '../errors'
import type { ClientEnv } from '../lib/env'
import { parseJson, readProblem } from './problem'
import type { RequestOptions } from './request'
import type { TokenSource } from './token-source'

/** Longest wait for a whole answer; a file's body may take longer. */
const REQUEST_TIMEOUT_MS = 30_000

/** One line of the protocol's route table. */
export interface Route {
  method: string
  path: string
  summary: string
}

export interface HttpInput extends RequestOptions {
  /** The `{id}` of the path. */
  id?: string
  query?: object | undefined
  body?: unknown
  /** Time the server was asked to hold the request open. */
  waitMs?: number
}

export interface Http {
  /** The parsed answer and its headers. */
  json<Schema extends z.ZodMiniType>(
    route: Route & { response: Schema },
    input?: HttpInput,
  ): Promise<{ data: z.output<Schema>; headers: Headers }>
  /** For routes whose answer has no JSON body, or one that is read elsewhere. */
  raw(route: Route, input?: HttpInput): Promise<Response>
  /** Aborts what is under way; from then on every call rejects with `client_closed`. */
  close(): void
}

interface HttpOptions {
  env: ClientEnv
  /** With the API's base path, e.g. `https://api.example.com/api/v1`. */
  baseUrl: string
  tokens: TokenSource
}

export function createHttp({ env, baseUrl, tokens }: HttpOptions): Http {
  // ky's own timeout and retries run on global timers, which a simulation could not rule.
  const api = ky.create({ fetch: withoutInit(env), timeout: false, retry: 0, throwHttpErrors: false })
  const underWay = new Set<() => void>()
  let isClosed = false

  const request = async (route: Route, input: HttpInput, signal: AbortSignal): Promise<Response> => {
    const attempt = (token: string) =>
      api(baseUrl + pathOf(route, input), {
        method: route.method,
        headers: { Authorization: `Bearer ${token}` },
        searchParams: searchParamsOf(input.query),
        signal,
        ...(input.body === undefined ? {} : { json: input.body }),
      })
    const token = await tokens.get()
    const response = await attempt(token)
    if (response.status !== 401 || !tokens.canRenew) return response
    const renewed = await tokens.renew(token)
    return renewed === token ? response : attempt(renewed)
  }

  /** Bounds the whole exchange in time and ends it when the caller or the client does. */
  const bounded = async <Result>(
    route: Route,
    input: HttpInput,
    exchange: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    const action = actionOf(route)
    if (isClosed) throw new PytakeError('client_closed', `unable to ${action}; the client is closed`)
    const controller = new AbortController()
    const abort = (error: PytakeError) => () => controller.abort(error)
    const onAbort = abort(new PytakeError('request_aborted', `unable to ${action}; the request was cancelled`))
    const onClose = abort(new PytakeError('client_closed', `unable to ${action}; the client was closed`))
    const onTimeout = abort(new PytakeError('request_timeout', `unable to ${action}; no answer in time`))
    const cancelTimer = env.setTimer(REQUEST_TIMEOUT_MS + (input.waitMs ?? 0), onTimeout)
    underWay.add(onClose)
    input.signal?.addEventListener('abort', onAbort)
    if (input.signal?.aborted) onAbort()
    try {
      return await abortable(exchange(controller.signal), controller.signal)
    } catch (error) {
      const cause: unknown = controller.signal.aborted ? controller.signal.reason : error
      throw toPytakeError(cause, 'network_unreachable', `unable to ${action}; the server could not be reached`)
    } finally {
      cancelTimer()
      underWay.delete(onClose)
      input.signal?.removeEventListener('abort', onAbort)
    }
  }

  const refusal = async (route: Route, response: Response) =>
    readProblem(response, await response.text(), actionOf(route), env.now())

  return {
    json: (route, input = {}) =>
      bounded(route, input, async (signal) => {
        const response = await request(route, input, signal)
        if (!response.ok) throw await refusal(route, response)
        const parsed = route.response.safeParse(parseJson(await response.text()))
        if (parsed.success) return { data: parsed.data, headers: response.headers }
        const at = parsed.error.issues[0]?.path.join('.') ?? ''
        throw new PytakeError('invalid_response', `unable to ${actionOf(route)}; unreadable answer at "${at}"`, {
          status: response.status,
          cause: parsed.error,
        })
      }),
    raw: (route, input = {}) =>
      bounded(route, input, async (signal) => {
        const response = await request(route, input, signal)
        if (!response.ok) throw await refusal(route, response)
        return response
      }),
    close: () => {
      isClosed = true
      for (const abort of [...underWay]) abort()
    },
  }
}

/** ky hands a finished Request and leftovers of its own options; the port takes the Request alone. */
const withoutInit =
  (env: ClientEnv) =>
  (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
    env.fetch(new Request(input, init))

/** Settles when the signal aborts, even where what is waited for (a token, a test's fetch) does not know the signal. */
function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

const actionOf = ({ summary }: Route) => summary.charAt(0).toLowerCase() + summary.slice(1)

const pathOf = ({ path }: Route, { id }: HttpInput) =>
  id === undefined ? path : path.replace('{id}', encodeURIComponent(id))

function searchParamsOf(query: object = {}): URLSearchParams {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))
}

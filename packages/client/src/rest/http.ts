import type { ErrorCode } from '@pytake/protocol'
import type * as z from 'zod/mini'
import { failure, toPytakeError } from '../errors'
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
}

export interface HttpInput extends RequestOptions {
  /** The `{id}` of the path. */
  id?: string
  query?: object | undefined
  body?: unknown
  /** Sent as it is instead of a JSON body, under its own type. */
  file?: Blob
  /** Time the server was asked to hold the request open. */
  waitMs?: number
}

export interface Http {
  /** The parsed answer and its headers. */
  json<Schema extends z.ZodMiniType>(
    route: Route & { response: Schema },
    input: HttpInput,
  ): Promise<{ data: z.output<Schema>; headers: Headers }>
  /** For routes whose answer has no JSON body, or one that is read elsewhere. */
  raw(route: Route, input: HttpInput): Promise<Response>
  /** Aborts what is under way; from then on every call rejects with `client_closed`. */
  close(): void
}

/** What REST takes from the world around it. */
export type RestEnv = Pick<ClientEnv, 'now' | 'setTimer' | 'fetch'>

/** Sends one request and resolves with the answer, whatever its status; what an adapter of `Http` is made of. */
export type Transport = (request: {
  route: Route
  input: HttpInput
  token: string
  signal: AbortSignal
}) => Promise<Response>

/** All that a request needs around the transport: token and its renewal, time limit, abort, errors, parsing. */
export function createHttp(env: RestEnv, tokens: TokenSource, transport: Transport): Http {
  const underWay = new Set<(code: ErrorCode) => void>()
  let isClosed = false

  const request = async (route: Route, input: HttpInput, signal: AbortSignal): Promise<Response> => {
    const token = await tokens.get()
    const response = await transport({ route, input, token, signal })
    if (response.status !== 401 || !tokens.canRenew) return response
    return transport({ route, input, token: await tokens.get(token), signal })
  }

  /** Bounds the whole exchange in time, and ends it when the caller or the client does. */
  const exchange = async <Result>(
    route: Route,
    input: HttpInput,
    read: (response: Response, action: string) => Result | Promise<Result>,
  ): Promise<Result> => {
    const action = `${route.method} ${route.path}`
    if (isClosed) throw failure(action, 'client_closed')
    const controller = new AbortController()
    const { signal } = controller
    const abort = (code: ErrorCode): void => controller.abort(failure(action, code))
    const onAbort = (): void => abort('request_aborted')
    const cancelTimer = env.setTimer(REQUEST_TIMEOUT_MS + (input.waitMs ?? 0), () => abort('request_timeout'))
    underWay.add(abort)
    input.signal?.addEventListener('abort', onAbort)
    if (input.signal?.aborted) onAbort()
    try {
      return await untilAborted(signal, async () => {
        const response = await request(route, input, signal)
        if (!response.ok) throw readProblem(response, await response.text(), action, env.now())
        return read(response, action)
      })
    } catch (error) {
      throw toPytakeError(signal.aborted ? signal.reason : error, action, 'network_unreachable')
    } finally {
      cancelTimer()
      underWay.delete(abort)
      input.signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    json: (route, input) =>
      exchange(route, input, async (response, action) => {
        const parsed = route.response.safeParse(parseJson(await response.text()))
        if (parsed.success) return { data: parsed.data, headers: response.headers }
        throw failure(action, 'invalid_response', { status: response.status, cause: parsed.error })
      }),
    raw: (route, input) => exchange(route, input, (response) => response),
    close: () => {
      isClosed = true
      for (const abort of [...underWay]) abort('client_closed')
    },
  }
}

/** A browser leaves the type of a file empty that it does not know. */
export const fileType = ({ type }: Blob): string => type || 'application/octet-stream'

/** The route's path with its `{id}` filled in; the slash in front is still there. */
export const pathOf = ({ path }: Route, { id = '' }: HttpInput): string => path.replace('{id}', encodeURIComponent(id))

/** Rejects as soon as the signal aborts, even where what is waited for, such as a token, does not know the signal. */
const untilAborted = <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
    if (signal.aborted) reject(new Error('aborted'))
    else work().then(resolve, reject)
  })

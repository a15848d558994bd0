import type { ServerEnv } from '../env'
import { readBounded } from './bounded-response'
import { isConnectFailure } from './connect-failure'
import { withDeadline } from './deadline'
import { errorAnswer, type GraphError } from './payloads'
import { retryAfterMs } from './throttle'

/** Longest answer of the Graph API that is read. */
export const MAX_ANSWER_BYTES = 256 * 1024

export interface GraphAccess {
  env: ServerEnv
  /** With version and without a slash at the end, e.g. `https://graph.facebook.com/v25.0`. */
  graphUrl: string
  accessToken: string
}

/** How a call ended; only `lost` leaves open what Meta did with it. */
export type GraphAnswer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'refused'; status: number; error: GraphError | null; retryAfterMs: number | null }
  /** Nothing was written. */
  | { kind: 'unreachable'; cause: unknown }
  /** The request may have been received; no readable answer came. */
  | { kind: 'lost'; reason: string }

/** Calls the Graph API once; never rejects. `path` starts with a slash. */
export async function callGraph(
  access: GraphAccess,
  path: string,
  call: { json?: unknown; form?: FormData; timeoutMs: number },
): Promise<GraphAnswer> {
  try {
    return await withDeadline(access.env, call.timeoutMs, async (signal) => {
      const response = await access.env.fetch(graphRequest(access, path, call, signal))
      return readAnswer(response, parseJson(await readBounded(response, MAX_ANSWER_BYTES)))
    })
  } catch (error) {
    if (isConnectFailure(error)) return { kind: 'unreachable', cause: error }
    return { kind: 'lost', reason: error instanceof Error ? error.name : 'unknown' }
  }
}

function graphRequest(
  access: GraphAccess,
  path: string,
  { json, form }: { json?: unknown; form?: FormData },
  signal: AbortSignal,
): Request {
  const headers = new Headers({ authorization: `Bearer ${access.accessToken}`, accept: 'application/json' })
  if (json !== undefined) headers.set('content-type', 'application/json')
  return new Request(access.graphUrl + path, {
    method: json === undefined && form === undefined ? 'GET' : 'POST',
    headers,
    body: form ?? (json === undefined ? null : JSON.stringify(json)),
    // The API does not redirect; whoever does shall not get the token.
    redirect: 'manual',
    signal,
  })
}

function readAnswer(response: Response, body: unknown): GraphAnswer {
  const { status } = response
  const error = errorAnswer.safeParse(body).data?.error ?? null
  if (response.ok) {
    return body === undefined ? { kind: 'lost', reason: `status ${status}, not JSON` } : { kind: 'answered', body }
  }
  if (error === null && !isDefiniteRefusal(status)) return { kind: 'lost', reason: `status ${status} without a code` }
  return { kind: 'refused', status, error, retryAfterMs: retryAfterMs(response.headers) }
}

/** A 4xx says that the request was not carried out, also when a proxy says it; a 5xx says nothing of the kind. */
const isDefiniteRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

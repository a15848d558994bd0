import { createHash } from 'node:crypto'
import { ServerError } from '../domain/errors'
import type { FetchedMedia } from '../domain/ports'
import { BodyTooLargeError, readBounded } from './bounded-response'
import { withDeadline } from './deadline'
import { callGraph, type GraphAccess } from './graph'
import { graphFailure } from './graph-failure'
import { isMediaHost } from './media-hosts'
import { mediaAnswer } from './payloads'

/** Longest that fetching one file may take. */
export const MEDIA_TIMEOUT_MS = 60_000
const RESOLVE_TIMEOUT_MS = 10_000
const MAX_REDIRECTS = 3

/**
 * Fetches a received file in Meta's two steps: the id resolves to an address that lives five minutes, and the address
 * wants the same token.
 *
 * @throws ServerError `service_unavailable` where another try may help; `not_found`, `payload_too_large` or
 * `forbidden` where none will
 */
export async function fetchReceivedFile(
  access: GraphAccess,
  phoneNumberId: string,
  mediaId: string,
  maxBytes: number,
): Promise<FetchedMedia> {
  try {
    return await withDeadline(access.env, MEDIA_TIMEOUT_MS, async (signal) => {
      const fetchOnce = async () => {
        const resolved = await resolve(access, phoneNumberId, mediaId, maxBytes)
        return { resolved, response: await download(access, resolved.url, signal) }
      }
      const first = await fetchOnce()
      // The address may have died between the two steps, so it is asked for anew, once.
      const { resolved, response } = first.response.status === 404 ? await fetchOnce() : first
      if (!response.ok) throw new ServerError('service_unavailable', `unable to fetch file; status ${response.status}`)
      const body = await readBounded(response, maxBytes)
      checkDigest(body, resolved.sha256)
      const mime_type = resolved.mime_type ?? response.headers.get('content-type') ?? 'application/octet-stream'
      return { body, mime_type }
    })
  } catch (error) {
    if (error instanceof ServerError) throw error
    if (error instanceof BodyTooLargeError) throw tooLarge(maxBytes)
    throw new ServerError('service_unavailable', 'unable to fetch file; the connection failed', { cause: error })
  }
}

async function resolve(access: GraphAccess, phoneNumberId: string, mediaId: string, maxBytes: number) {
  const path = `/${encodeURIComponent(mediaId)}?phone_number_id=${encodeURIComponent(phoneNumberId)}`
  const answer = await callGraph(access, path, { timeoutMs: RESOLVE_TIMEOUT_MS })
  if (answer.kind !== 'answered') throw graphFailure('fetch file', answer)
  const { data } = mediaAnswer.safeParse(answer.body)
  if (data === undefined)
    throw new ServerError('service_unavailable', 'unable to fetch file; the answer names no address')
  if (data.file_size !== undefined && data.file_size > maxBytes) throw tooLarge(maxBytes)
  return data
}

/** Follows redirects itself: to allowed hosts only, and with the token only on the host that it was meant for. */
async function download(access: GraphAccess, address: string, signal: AbortSignal): Promise<Response> {
  const first = mediaUrl(access, address, undefined)
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const headers = new Headers(url.host === first.host ? { authorization: `Bearer ${access.accessToken}` } : {})
    const response = await access.env.fetch(new Request(url, { headers, redirect: 'manual', signal }))
    const target = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (target === null) return response
    await response.body?.cancel()
    url = mediaUrl(access, target, url)
  }
  throw new ServerError('forbidden', 'unable to fetch file; too many redirects')
}

function mediaUrl(access: GraphAccess, address: string, base: URL | undefined): URL {
  const url = URL.canParse(address, base) ? new URL(address, base) : null
  if (url === null || !isMediaHost(url, new URL(access.graphUrl))) {
    throw new ServerError('forbidden', 'unable to fetch file; its address is on no allowed host')
  }
  return url
}

/** Seen as hex and as base64. A digest in another form proves nothing and is ignored. */
function checkDigest(body: Uint8Array, expected: string | undefined): void {
  if (expected === undefined) return
  const encoding = /^[0-9a-f]{64}$/i.test(expected) ? 'hex' : /^[0-9A-Za-z+/]{43}=$/.test(expected) ? 'base64' : null
  if (encoding === null) return
  const actual = createHash('sha256').update(body).digest()
  if (actual.equals(Buffer.from(expected, encoding))) return
  throw new ServerError('service_unavailable', 'unable to fetch file; it arrived damaged')
}

const tooLarge = (maxBytes: number): ServerError =>
  new ServerError('payload_too_large', `unable to fetch file; it is longer than ${maxBytes} bytes`)

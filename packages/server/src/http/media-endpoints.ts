import { API_BASE, routes, type Media, type MediaLink } from '@pytake/protocol'
import { ServerError } from '../domain/errors'
import type { Inbox } from '../domain/inbox'
import type { MediaStore } from '../domain/ports'
import { json, publicOrigin } from './answers'
import { readByteRange, type ByteRange } from './byte-range'
import { endpoint, type Call, type Endpoint } from './call'
import { mediaHeaders } from './media-headers'
import type { MediaLinks } from './media-link'
import { problemResponse } from './problem'

export interface MediaOptions {
  media: Inbox['media']
  store: MediaStore
  links: MediaLinks
}

/** Parameter of a signed link; its presence stands in for the bearer token. */
export const SIGNATURE_PARAMETER = 'signature'

export const mediaEndpoints = (options: MediaOptions): Endpoint[] => [
  endpoint(routes.uploadMedia, async (call) => json(await upload(options, call), 201)),
  endpoint(routes.getMedia, (call) => download(options, call)),
  endpoint(routes.createMediaLink, async ({ principal, id, request, url }) => {
    await options.media.get(principal, id)
    const { signature, expiresAt } = options.links.sign(principal, id)
    const path = `${API_BASE}/media/${encodeURIComponent(id)}?${SIGNATURE_PARAMETER}=${signature}`
    const link: MediaLink = {
      url: `${publicOrigin(request, url)}${path}`,
      expires_at: new Date(expiresAt).toISOString(),
    }
    return json(link, 200, { 'Cache-Control': 'no-store' })
  }),
]

function upload({ media }: MediaOptions, { principal, request, query }: Call): Promise<Media> {
  const { filename = null } = query(routes.uploadMedia.query)
  const announced = request.headers.get('content-length')
  return media.upload(principal, {
    filename,
    mime_type: request.headers.get('content-type') ?? '',
    size: announced === null ? null : Number(announced),
    body: request.body ?? new Blob([]).stream(),
  })
}

async function download(
  { media: files, store }: MediaOptions,
  { principal, id, url, request, requestId }: Call,
): Promise<Response> {
  const { media, key } = await files.get(principal, id)
  if (key === null) throw notReady(media)
  const headers = mediaHeaders(media, url.searchParams.has(SIGNATURE_PARAMETER) ? 'link' : 'bearer')
  if (headers['ETag'] !== undefined && request.headers.get('if-none-match') === headers['ETag']) {
    return new Response(null, { status: 304, headers })
  }
  const range = rangeOf(request, media, headers['ETag'])
  if (range.kind === 'unsatisfiable') return unsatisfiable(media, requestId)
  const body = async (part?: { start: number; end: number }) =>
    request.method === 'HEAD' ? null : await store.read(key, part)
  if (range.kind === 'whole') {
    const length: Record<string, string> = media.size === undefined ? {} : { 'Content-Length': String(media.size) }
    return new Response(await body(), { headers: { ...headers, ...length } })
  }
  const { start, end } = range
  return new Response(await body({ start, end }), {
    status: 206,
    headers: {
      ...headers,
      'Content-Range': `bytes ${start}-${end - 1}/${media.size}`,
      'Content-Length': String(end - start),
    },
  })
}

function rangeOf(request: Request, media: Media, etag: string | undefined): ByteRange {
  const ifRange = request.headers.get('if-range')
  // A part of another version glued to what the caller holds would be neither file.
  if (media.size === undefined || (ifRange !== null && ifRange !== etag)) return { kind: 'whole' }
  return readByteRange(request.headers.get('range'), media.size)
}

function notReady(media: Media): ServerError {
  if (media.status === 'failed') return new ServerError('not_found', 'unable to read file; it could not be fetched')
  return new ServerError('media_not_ready', 'unable to read file; it is still being fetched', { retryAfterSeconds: 2 })
}

/** Answered here and not thrown, since only this problem tells the size in a header. */
function unsatisfiable(media: Media, requestId: string): Response {
  const size = media.size ?? 0
  const error = new ServerError('range_not_satisfiable', `unable to read file; it has ${size} bytes`)
  const response = problemResponse(error, requestId)
  response.headers.set('Content-Range', `bytes */${size}`)
  return response
}

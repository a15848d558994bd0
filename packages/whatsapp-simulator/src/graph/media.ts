import type { SimulatorCore } from '../core'
import { delay } from '../delay'
import { DOWNLOAD_VALID_MS } from '../media'
import { mediaResponse } from '../media-response'
import type { StoredMedia } from '../state'
import { GraphError } from './errors'
import { failBeforeAccepting } from './failure'

const MB = 1024 * 1024
const IMAGE_MAX_BYTES = 5 * MB
const AUDIO_AND_VIDEO_MAX_BYTES = 16 * MB
const STICKER_MAX_BYTES = 500 * 1024
export const DOCUMENT_MAX_BYTES = 100 * MB

const AUDIO_AND_VIDEO = /^(audio\/(aac|amr|mpeg|mp4|ogg)|video\/(mp4|3gpp))$/
const DOCUMENT = /^(application\/(pdf|msword|vnd\.|zip|octet-stream)|text\/(plain|csv))/

/** `POST /{phone}/media`. */
export async function uploadMedia(core: SimulatorCore, form: FormData): Promise<unknown> {
  await faultBefore(core)
  if (form.get('messaging_product') !== 'whatsapp') {
    throw new GraphError(100, { message: '(#100) The parameter messaging_product is required.' })
  }
  const file = form.get('file')
  if (!(file instanceof File)) throw new GraphError(100, { message: '(#100) The parameter file is required.' })
  const declared = form.get('type')
  const mimeType = file.type !== '' ? file.type : typeof declared === 'string' ? declared : ''
  checkFile(mimeType, file.size)
  const { id } = await core.media.add({ bytes: new Uint8Array(await file.arrayBuffer()), mimeType })
  return { id }
}

/** `GET /{media}`: an address that works for five minutes. */
export async function resolveMedia(
  core: SimulatorCore,
  media: StoredMedia,
  origin: string,
): Promise<Record<string, unknown>> {
  await faultBefore(core)
  const url = new URL('/whatsapp_business/attachments/', origin)
  const key = core.media.issueDownloadKey(media)
  url.searchParams.set('mid', media.id)
  url.searchParams.set('ext', String(Math.floor((core.windowNow() + DOWNLOAD_VALID_MS) / 1_000)))
  url.searchParams.set('hash', key)
  return {
    messaging_product: 'whatsapp',
    url: url.href,
    mime_type: media.mimeType,
    sha256: media.sha256,
    file_size: media.sizeBytes,
    id: media.id,
  }
}

/** The binary host: wants the same bearer token and forgets addresses. */
export async function downloadMedia(core: SimulatorCore, url: URL, range: string | undefined): Promise<Response> {
  await faultBefore(core)
  const media = core.media.find(url.searchParams.get('mid') ?? '')
  const known = media && core.media.isDownloadable(media, url.searchParams.get('hash') ?? '')
  const bytes = known && (await core.media.bytes(media.id))
  if (!bytes) return new Response('Media not found', { status: 404 })
  return mediaResponse(bytes, { 'content-type': media.mimeType }, range)
}

async function faultBefore(core: SimulatorCore): Promise<void> {
  const fault = core.faults.take('media')
  failBeforeAccepting(fault)
  if (typeof fault === 'object' && 'delayMs' in fault) await delay(core.env, fault.delayMs)
}

function checkFile(mimeType: string, sizeBytes: number): void {
  const maxBytes = maxBytesOf(mimeType.split(';')[0]?.trim() ?? '')
  if (maxBytes === undefined) {
    throw new GraphError(100, {
      message: `(#100) Param file must be a file of a supported type. Received file of type '${mimeType}'.`,
    })
  }
  if (sizeBytes > maxBytes) {
    throw new GraphError(131053, {
      details: `The file has ${sizeBytes} bytes; at most ${maxBytes} are allowed for ${mimeType}`,
    })
  }
}

function maxBytesOf(mimeType: string): number | undefined {
  if (/^image\/(jpeg|png)$/.test(mimeType)) return IMAGE_MAX_BYTES
  if (mimeType === 'image/webp') return STICKER_MAX_BYTES
  if (AUDIO_AND_VIDEO.test(mimeType)) return AUDIO_AND_VIDEO_MAX_BYTES
  return DOCUMENT.test(mimeType) ? DOCUMENT_MAX_BYTES : undefined
}

import type { SimulatorCore } from '../core'
import type { SimulatorEnv } from '../env'
import type { MediaFile } from '../media'
import type { Customer, OutboundMessage } from '../state'
import { GraphError } from './errors'

const MAX_LINKED_BYTES = 100 * 1024 * 1024
const DOWNLOAD_TIMEOUT_MS = 10_000

/** Fetches the linked file as Meta does: after the 200, so that a dead link shows up as a `failed` status. */
export async function deliverLinked(
  core: SimulatorCore,
  customer: Customer,
  message: OutboundMessage,
  source: { link: string; mediaId: string },
): Promise<void> {
  try {
    const file = await download(core.env, source.link)
    await core.media.add(file, source.mediaId)
    if ('mimeType' in message.content) message.content.mimeType = file.mimeType
    core.statuses.accepted(customer, message)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const { code, title } = new GraphError(131053)
    core.statuses.failed(customer, message, {
      code,
      title,
      details: `Downloading media from weblink failed: ${reason}`,
    })
  }
  core.store.changed()
}

async function download(env: SimulatorEnv, link: string): Promise<MediaFile> {
  const timeout = new AbortController()
  const cancelTimer = env.setTimer(() => timeout.abort(new Error('no answer in 10 s')), DOWNLOAD_TIMEOUT_MS)
  try {
    const response = await env.fetch(new Request(link, { signal: timeout.signal }))
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    if (Number(response.headers.get('content-length') ?? 0) > MAX_LINKED_BYTES) throw new Error('the file is too large')
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { bytes, mimeType: response.headers.get('content-type') ?? 'application/octet-stream' }
  } finally {
    cancelTimer()
  }
}

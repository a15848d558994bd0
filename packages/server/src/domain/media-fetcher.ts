import { createHash } from 'node:crypto'
import type { ServerEnv } from '../env'
import { channelIndex, LEASE_MARGIN_MS } from './dispatcher'
import { isServerError } from './errors'
import { mediaType } from './media-type'
import type { Channel, Logger, MediaStore } from './ports'
import type { ClaimedMedia, MediaOutcome, WorkQueues } from './queues'
import { settleUntil } from './settle'
import { QueueWorker, type Worker } from './worker'

export interface MediaFetcherLimits {
  /** Most files at once; each is held in memory. Default 2. */
  concurrency: number
  /** Longest file that is fetched. Default 100 MiB, WhatsApp's own limit. */
  maxBytes: number
  /** Longest that fetching and storing one file may take. Default 90 s. */
  fetchTimeoutMs: number
  /** Longest that `close` waits. Default 5 s: a fetch broken off is only repeated. */
  closeTimeoutMs: number
}

export interface MediaFetcherOptions {
  queues: WorkQueues
  channels: readonly Channel[]
  store: MediaStore
  env: ServerEnv
  logger: Logger
  limits?: Partial<MediaFetcherLimits>
}

const DEFAULT_CONCURRENCY = 2
const DEFAULT_MAX_BYTES = 100 * 1024 * 1024
const DEFAULT_FETCH_TIMEOUT_MS = 90_000
const DEFAULT_CLOSE_TIMEOUT_MS = 5_000

/**
 * Brings received files home as soon as they are known, since the provider keeps them only for days. Unlike a send, a
 * fetch may be repeated: whatever goes wrong on the way is tried again until the queue gives up.
 *
 * @example
 * const fetcher = createMediaFetcher({ queues, channels, store: fileMedia('./data/media'), env, logger })
 */
export function createMediaFetcher(options: MediaFetcherOptions): Worker {
  const { queues, env, logger, limits = {} } = options
  const channelOf = channelIndex(options.channels)
  const maxBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES
  const fetchTimeoutMs = limits.fetchTimeoutMs ?? DEFAULT_FETCH_TIMEOUT_MS
  const leaseMs = fetchTimeoutMs + LEASE_MARGIN_MS
  return new QueueWorker<{ media: ClaimedMedia; claimedAt: number }>({
    env,
    logger,
    name: 'fetch_media',
    concurrency: limits.concurrency ?? DEFAULT_CONCURRENCY,
    closeTimeoutMs: limits.closeTimeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS,
    queues,
    async claim(limit) {
      const claimedAt = env.now()
      return (await queues.claimMedia(limit, leaseMs)).map((media) => ({ media, claimedAt }))
    },
    async run({ media, claimedAt }) {
      const fetching = bringHome(channelOf(media), media, maxBytes, options)
      const outcome = await orTimeout(env, fetchTimeoutMs, fetching)
      log(logger, media, outcome)
      const context = { env, logger, leaseEndsAt: claimedAt + leaseMs, event: 'fetch_media' }
      await settleUntil(context, () => queues.settleMedia(media, outcome))
    },
  })
}

/** The key is the file's own id: fetched twice, by whomever, the second copy replaces the first. */
async function bringHome(
  channel: Channel | undefined,
  media: ClaimedMedia,
  maxBytes: number,
  { store, logger }: MediaFetcherOptions,
): Promise<MediaOutcome> {
  if (channel === undefined) return { kind: 'failed', reason: 'channel_not_configured' }
  try {
    const { body, mime_type } = await channel.fetchMedia(media.external_id, maxBytes)
    await store.put(media.media_id, body)
    return {
      kind: 'stored',
      key: media.media_id,
      size: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      mime_type: mediaType(media.mime_type === UNTYPED ? mime_type : media.mime_type, body),
    }
  } catch (error) {
    logger.warn({ ...fieldsOf(media), error }, 'unable to fetch file')
    if (isServerError(error) && !error.retryable) return { kind: 'failed', reason: error.code }
    return { kind: 'retry', reason: isServerError(error) ? error.code : 'internal_error' }
  }
}

/** What a webhook without a type stands for; the provider's later answer may know better. */
const UNTYPED = 'application/octet-stream'

async function orTimeout(env: ServerEnv, timeoutMs: number, fetching: Promise<MediaOutcome>): Promise<MediaOutcome> {
  let cancel = () => {}
  const expired = new Promise<MediaOutcome>((resolve) => {
    cancel = env.setTimer(timeoutMs, () => resolve({ kind: 'retry', reason: 'request_timeout' }))
  })
  const outcome = await Promise.race([fetching, expired])
  cancel()
  return outcome
}

function log(logger: Logger, media: ClaimedMedia, outcome: MediaOutcome): void {
  if (outcome.kind === 'stored') logger.debug(fieldsOf(media), 'file stored')
  else logger.warn({ ...fieldsOf(media), reason: outcome.reason }, `file not stored; ${outcome.kind}`)
}

const fieldsOf = ({ tenant_id, channel_id, message_id }: ClaimedMedia) => ({
  event: 'fetch_media',
  tenant_id,
  channel_id,
  message_id,
})

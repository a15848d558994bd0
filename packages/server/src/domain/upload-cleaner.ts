import type { ServerEnv } from '../env'
import type { Logger, MediaStore } from './ports'
import type { ClaimedUpload, WorkQueues } from './queues'
import { QueueWorker, type Worker } from './worker'

export interface UploadCleanerOptions {
  queues: WorkQueues
  store: Pick<MediaStore, 'remove'>
  env: ServerEnv
  logger: Logger
}

const CONCURRENCY = 2
const LEASE_MS = 60_000
const CLOSE_TIMEOUT_MS = 5_000

/**
 * Removes uploaded files that no message took. What fails is tried again after the lease.
 *
 * @example
 * const cleaner = createUploadCleaner({ queues, store: fileMedia('./data/media'), env, logger })
 */
export const createUploadCleaner = ({ queues, store, env, logger }: UploadCleanerOptions): Worker =>
  new QueueWorker<ClaimedUpload>({
    name: 'remove_upload',
    env,
    logger,
    queues,
    concurrency: CONCURRENCY,
    closeTimeoutMs: CLOSE_TIMEOUT_MS,
    claim: (limit) => queues.claimUploads(limit, LEASE_MS),
    async run(claim) {
      try {
        await store.remove(claim.upload_id)
        await queues.settleUpload(claim)
      } catch (error) {
        logger.warn({ event: 'remove_upload', tenant_id: claim.tenant_id, error }, 'unable to remove file')
      }
    },
  })

import type { Media } from '@pytake/protocol'
import type { Change } from './change'
import type { StoredUpload } from './entity-rows'
import { ServerError } from './errors'
import { type InboxContext, invalid, newId } from './inbox-context'
import { measureBody, type Measure, tooLarge } from './measured-body'
import { mediaType } from './media-type'
import type { UploadedFile } from './ports'
import type { Principal } from './principal'
import { isoTime } from './queue-context'

/** How long an upload waits for the message that takes it. */
export const UPLOAD_LIFE_MS = 24 * 3_600_000
/** Files of one user that may wait at once. */
export const MAX_WAITING_UPLOADS = 100
const TOO_MANY_RETRY_SECONDS = 60

/**
 * Stores a file for a message to come. Its row is there before its bytes, so that whatever breaks off is cleaned up; the
 * same file of the same user answers with the one that waits already.
 */
export async function uploadFile(context: InboxContext, principal: Principal, file: UploadedFile): Promise<Media> {
  const { maxUploadBytes, files } = context
  if (file.size !== null && file.size > maxUploadBytes) throw tooLarge(maxUploadBytes)
  const upload = await beginUpload(context, principal, file)
  const { stream, measure } = measureBody(file.body, maxUploadBytes)
  try {
    await files.put(upload.id, stream)
    return mediaOfUpload(await finishUpload(context, principal, upload, measure()))
  } catch (error) {
    await context.changes.run(principal.tenant_id, (change) => discard(change, upload))
    throw error
  }
}

/** @throws ServerError `rate_limited` where too many wait */
function beginUpload(context: InboxContext, principal: Principal, file: UploadedFile): Promise<StoredUpload> {
  return context.changes.run(principal.tenant_id, async ({ rows, nowMs }) => {
    if ((await rows.uploads.countOf(principal.user_id)) >= MAX_WAITING_UPLOADS) {
      throw new ServerError('rate_limited', 'unable to store file; too many of yours wait to be sent', {
        retryAfterSeconds: TOO_MANY_RETRY_SECONDS,
      })
    }
    const upload: StoredUpload = {
      id: newId(context),
      user_id: principal.user_id,
      mime_type: file.mime_type,
      filename: file.filename,
      size: null,
      sha256: null,
      status: 'pending',
      due_at: isoTime(nowMs + UPLOAD_LIFE_MS),
    }
    await rows.uploads.insert(upload)
    return upload
  })
}

function finishUpload(context: InboxContext, principal: Principal, begun: StoredUpload, measure: Measure) {
  const { size, sha256, head } = measure
  if (size === 0) throw invalid('body', 'must not be empty')
  return context.changes.run(principal.tenant_id, async (change) => {
    const due_at = isoTime(change.nowMs + UPLOAD_LIFE_MS)
    const mime_type = mediaType(begun.mime_type, head)
    const ready: StoredUpload = { ...begun, size, sha256, mime_type, status: 'ready', due_at }
    const twin = await change.rows.uploads.twinOf(ready)
    if (twin === null) {
      await change.rows.uploads.update(ready)
      return ready
    }
    await change.rows.uploads.update({ ...twin, due_at })
    await discard(change, begun)
    return twin
  })
}

/** Leaves the file to the worker, which does not forget it where we might. */
async function discard(change: Change, upload: StoredUpload): Promise<void> {
  await change.rows.uploads.update({ ...upload, status: 'expired', due_at: change.now })
  change.leaveWork()
}

/** How a file that waits looks on the wire. */
export const mediaOfUpload = ({ id, mime_type, filename, size, sha256 }: StoredUpload): Media => ({
  id,
  mime_type,
  ...(filename !== null && { filename }),
  ...(size !== null && { size }),
  ...(sha256 !== null && { sha256 }),
  status: 'ready',
})

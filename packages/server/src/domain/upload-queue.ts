import { isoTime, type QueueContext, takeEach } from './queue-context'
import type { ClaimedUpload } from './queues'

/** Takes uploads whose time is over. No message can take them any more, so the file may go before the row. */
export async function claimUploads(context: QueueContext, limit: number, leaseMs: number): Promise<ClaimedUpload[]> {
  const keys = await context.database.due.uploads(isoTime(context.env.now()), limit)
  return takeEach(context, keys, async ({ rows, now, nowMs }, { tenant_id, id }) => {
    const upload = await rows.uploads.get(id)
    if (upload === null || upload.due_at > now) return null
    await rows.uploads.update({ ...upload, status: 'expired', due_at: isoTime(nowMs + leaseMs) })
    return { tenant_id, upload_id: id }
  })
}

/** Forgets an upload whose file is gone. */
export const settleUpload = ({ changes }: QueueContext, { tenant_id, upload_id }: ClaimedUpload): Promise<void> =>
  changes.run(tenant_id, ({ rows }) => rows.uploads.remove(upload_id))

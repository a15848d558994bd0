import { assertNever } from './assert-never'
import type { Change } from './change'
import type { StoredMedia } from './entity-rows'
import { saveMessage } from './message-change'
import { isoTime, MAX_MEDIA_TRIES, type QueueContext, takeEach } from './queue-context'
import type { ClaimedMedia, MediaOutcome } from './queues'
import { retryDelayMs } from './retry-delay'

/** Takes received files that are due; a lease that ends makes them due again, since fetching twice is harmless. */
export async function claimMedia(context: QueueContext, limit: number, leaseMs: number): Promise<ClaimedMedia[]> {
  const keys = await context.database.due.media(isoTime(context.env.now()), limit)
  return takeEach(context, keys, async (change, { tenant_id, id }) => {
    const stored = await change.rows.media.get(id)
    if (stored === null || stored.media.status !== 'pending' || stored.due_at > change.now) return null
    const fence = stored.fence + 1
    const due_at = isoTime(change.nowMs + leaseMs)
    await change.rows.media.update({ ...stored, fence, tries: stored.tries + 1, due_at })
    const { channel_id, message_id, external_id } = stored
    return { tenant_id, channel_id, media_id: id, message_id, external_id, mime_type: stored.media.mime_type, fence }
  })
}

/** Writes down how fetching a file ended; does nothing where the claim is not held any more. */
export async function settleMedia(
  { changes }: QueueContext,
  claim: ClaimedMedia,
  outcome: MediaOutcome,
): Promise<void> {
  await changes.run(claim.tenant_id, async (change) => {
    const stored = await change.rows.media.get(claim.media_id)
    if (stored === null || stored.media.status !== 'pending' || stored.fence !== claim.fence) return
    await change.rows.media.update(outcomeOf(change, stored, outcome))
    if (outcome.kind === 'retry' && stored.tries < MAX_MEDIA_TRIES) {
      change.leaveWork()
      return
    }
    // Read after the file's row, whose columns are the message's `media`.
    const message = await change.rows.messages.get(stored.message_id)
    if (message?.media !== undefined) await saveMessage(change, message)
  })
}

function outcomeOf(change: Change, stored: StoredMedia, outcome: MediaOutcome): StoredMedia {
  switch (outcome.kind) {
    case 'stored': {
      const { key, size, sha256, mime_type } = outcome
      return { ...stored, key, media: { ...stored.media, size, sha256, mime_type, status: 'ready' } }
    }
    case 'retry': {
      if (stored.tries >= MAX_MEDIA_TRIES) return { ...stored, media: { ...stored.media, status: 'failed' } }
      const due_at = isoTime(change.nowMs + retryDelayMs(stored.tries, null))
      return { ...stored, fence: stored.fence + 1, due_at }
    }
    case 'failed':
      return { ...stored, media: { ...stored.media, status: 'failed' } }
    default:
      return assertNever(outcome)
  }
}

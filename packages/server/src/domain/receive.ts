import type { Change } from './change'
import { isServerError } from './errors'
import { channelOf, type InboxContext, newId } from './inbox-context'
import type { Inbox } from './inbox'
import type { Channel, ReceivedBatch, ReceivedItem } from './ports'
import { receiveMessage } from './receive-message'
import { receiveReaction } from './receive-reaction'
import { receiveStatus } from './receive-status'

/**
 * Stores a channel's delivery in one transaction, each item in a savepoint of its own: one that fails is kept aside
 * with its reason and the rest is stored. Resolves after the commit, so that the provider's 200 means "durable".
 */
export function createReceive(context: InboxContext): Inbox['receive'] {
  return (batch) =>
    context.changes.run(batch.tenant_id, async (change) => {
      const channel = channelOf(context, batch.tenant_id, batch.channel_id)
      const counts = { stored: 0, set_aside: 0 }
      for (const item of batch.items) {
        const outcome = await change.attempt(() => receiveItem(context, change, batch, channel, item))
        if (outcome.kind === 'done') {
          counts.stored += 1
          continue
        }
        // The database itself has given up: nothing of this delivery may be acknowledged.
        if (isServerError(outcome.error, 'service_unavailable')) throw outcome.error
        await setAside(context, change, batch, { reason: reasonOf(outcome.error), raw: item })
        counts.set_aside += 1
      }
      for (const item of batch.set_aside) {
        await setAside(context, change, batch, item)
        counts.set_aside += 1
      }
      return counts
    })
}

async function receiveItem(
  context: InboxContext,
  change: Change,
  batch: ReceivedBatch,
  channel: Channel | undefined,
  item: ReceivedItem,
): Promise<void> {
  if (channel === undefined) throw new TypeError('no such channel')
  switch (item.kind) {
    case 'message':
      return receiveMessage(context, change, channel, item)
    case 'status':
      return receiveStatus(change, batch.channel_id, item)
    case 'reaction':
      return receiveReaction(context, change, channel, item)
  }
}

async function setAside(
  context: InboxContext,
  change: Change,
  { channel_id, tenant_id }: ReceivedBatch,
  item: { reason: string; raw: unknown },
): Promise<void> {
  context.logger.warn({ tenant_id, channel_id, reason: item.reason }, 'set a received item aside')
  await change.rows.intake.setAside({ id: newId(context), channel_id, ...item, created_at: change.now })
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

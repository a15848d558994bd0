import { claimDeliveries, expireLeases, settleDelivery } from './delivery-queue'
import { claimMedia, settleMedia } from './media-queue'
import type { QueueContext } from './queue-context'
import type { WorkQueues } from './queues'
import { claimReactions, settleReaction } from './reaction-queue'
import { claimReceipts, settleReceipt } from './receipt-queue'
import { claimUploads, settleUpload } from './upload-queue'

/** The durable queues over the database. */
export const createWorkQueues = (context: QueueContext): WorkQueues => ({
  claimDeliveries: (limit, leaseMs, fileLeaseMs) => claimDeliveries(context, limit, leaseMs, fileLeaseMs),
  settleDelivery: (claim, outcome) => settleDelivery(context, claim, outcome),
  expireLeases: () => expireLeases(context),
  claimReceipts: (limit, leaseMs) => claimReceipts(context, limit, leaseMs),
  settleReceipt: (claim, outcome) => settleReceipt(context, claim, outcome),
  claimReactions: (limit, leaseMs) => claimReactions(context, limit, leaseMs),
  settleReaction: (claim, outcome) => settleReaction(context, claim, outcome),
  claimMedia: (limit, leaseMs) => claimMedia(context, limit, leaseMs),
  settleMedia: (claim, outcome) => settleMedia(context, claim, outcome),
  claimUploads: (limit, leaseMs) => claimUploads(context, limit, leaseMs),
  settleUpload: (claim) => settleUpload(context, claim),
  nextDueAt: async () => {
    const at = await context.database.due.nextAt()
    return at === null ? null : Date.parse(at)
  },
  onWork: (listener) => context.changes.onWork(listener),
})

import { isoTime, MAX_RECEIPT_TRIES, type QueueContext, takeEach } from './queue-context'
import type { ClaimedReceipt, ReceiptOutcome } from './queues'
import { retryDelayMs } from './retry-delay'

/** Takes read receipts that are due; a lease that ends makes them due again, since repeating one is harmless. */
export async function claimReceipts(context: QueueContext, limit: number, leaseMs: number): Promise<ClaimedReceipt[]> {
  const keys = await context.database.due.receipts(isoTime(context.env.now()), limit)
  return takeEach(context, keys, async (change, { tenant_id, id }) => {
    const receipt = await change.rows.receipts.get(id)
    if (receipt === null || receipt.due_at > change.now) return null
    const fence = receipt.fence + 1
    const due_at = isoTime(change.nowMs + leaseMs)
    await change.rows.receipts.put({ ...receipt, fence, tries: receipt.tries + 1, due_at })
    const { channel_id, conversation_id, external_id } = receipt
    return { tenant_id, channel_id, conversation_id, external_id, fence }
  })
}

/** Writes down how telling it ended; does nothing where a newer receipt has taken its place. */
export async function settleReceipt(
  { changes }: QueueContext,
  claim: ClaimedReceipt,
  outcome: ReceiptOutcome,
): Promise<void> {
  await changes.run(claim.tenant_id, async (change) => {
    const receipt = await change.rows.receipts.get(claim.conversation_id)
    if (receipt?.fence !== claim.fence || receipt.external_id !== claim.external_id) return
    if (outcome.kind === 'done' || receipt.tries >= MAX_RECEIPT_TRIES) {
      await change.rows.receipts.remove(claim.conversation_id)
      return
    }
    const due_at = isoTime(change.nowMs + retryDelayMs(receipt.tries, null))
    await change.rows.receipts.put({ ...receipt, fence: receipt.fence + 1, due_at })
    change.leaveWork()
  })
}

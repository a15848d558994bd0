import type { Change } from './change'
import { learn, saveDelivery } from './delivery-change'
import type { ReceivedItem } from './ports'
import type { Delivery } from './work-rows'

/** How long a status may wait for the message it belongs to: its send answer is at most minutes away. */
export const PARKED_STATUS_TTL_MS = 24 * 3_600_000

/** Merges a status into its attempt; one that came before its attempt is known waits for it. */
export async function receiveStatus(
  change: Change,
  channelId: string,
  item: Extract<ReceivedItem, { kind: 'status' }>,
): Promise<void> {
  const known = { status: item.status, error: item.error }
  const delivery = await findDelivery(change, channelId, item.external_id, item.attempt_ref)
  if (delivery === null) {
    const keepSince = new Date(change.nowMs - PARKED_STATUS_TTL_MS).toISOString()
    await change.rows.intake.parkStatus(channelId, { external_id: item.external_id, known }, change.now, keepSince)
    return
  }
  await saveDelivery(change, learn(delivery, known, item.external_id))
  // Proof that it went out lets the conversation's next message go.
  change.leaveWork()
}

async function findDelivery(
  change: Change,
  channelId: string,
  externalId: string,
  attemptRef: string | null,
): Promise<Delivery | null> {
  const byRef = attemptRef === null ? null : await change.rows.deliveries.get(attemptRef)
  if (byRef?.channel_id === channelId) return byRef
  return change.rows.deliveries.byExternalId(channelId, externalId)
}

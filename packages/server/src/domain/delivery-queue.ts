import { assertNever } from './assert-never'
import type { Change } from './change'
import { learn, saveDelivery } from './delivery-change'
import type { KnownMessage } from './entity-rows'
import { outboundFile } from './message-file'
import type { SendOutcome } from './ports'
import { isoTime, type QueueContext, takeEach } from './queue-context'
import type { ClaimedDelivery } from './queues'
import { MAX_DELIVERY_TRIES, retryDelayMs } from './retry-delay'
import type { Delivery, WorkKey } from './work-rows'

/** Ended leases settled at once; the rest follows with the next call. */
const MAX_EXPIRED_AT_ONCE = 100

/** Takes due deliveries for one attempt each: the first of a conversation, and none behind one that is being sent. */
export async function claimDeliveries(
  context: QueueContext,
  limit: number,
  leaseMs: number,
  fileLeaseMs = leaseMs,
): Promise<ClaimedDelivery[]> {
  const keys = await context.database.due.deliveries(isoTime(context.env.now()), limit)
  return takeEach(context, keys, (change, key) => claimDelivery(context, change, key, { leaseMs, fileLeaseMs }))
}

async function claimDelivery(
  context: QueueContext,
  change: Change,
  key: WorkKey,
  { leaseMs, fileLeaseMs }: { leaseMs: number; fileLeaseMs: number },
): Promise<ClaimedDelivery | null> {
  const { rows, now, nowMs } = change
  const delivery = await rows.deliveries.get(key.id)
  if (delivery === null || delivery.state !== 'queued' || delivery.due_at > now) return null
  if (await rows.deliveries.hasUnsettledBefore(delivery)) return null
  const message = await rows.messages.get(delivery.message_id)
  const to = await addressOf(change, delivery)
  if (message === null || to === null) {
    await saveDelivery(change, { ...learn(delivery, { status: 'failed', error: NO_ADDRESS }), state: 'settled' })
    change.leaveWork()
    return null
  }
  const file = await outboundFile(context, change, message)
  const claimed: Delivery = {
    ...delivery,
    state: 'sending',
    fence: delivery.fence + 1,
    tries: delivery.tries + 1,
    lease_until: isoTime(nowMs + (file === null ? leaseMs : fileLeaseMs)),
  }
  await rows.deliveries.update(claimed)
  return {
    tenant_id: key.tenant_id,
    channel_id: delivery.channel_id,
    conversation_id: delivery.conversation_id,
    message_id: delivery.message_id,
    fence: claimed.fence,
    outbound: {
      attempt_ref: delivery.id,
      to,
      message,
      reply_to_external_id: await quotedExternalId(change, message),
      location: message.location ?? null,
      file,
    },
  }
}

async function addressOf({ rows }: Change, { conversation_id }: Delivery): Promise<string | null> {
  const stored = await rows.conversations.get(conversation_id)
  if (stored === null) return null
  return rows.contacts.address(stored.conversation.contact_id, stored.conversation.channel)
}

async function quotedExternalId({ rows }: Change, message: KnownMessage): Promise<string | null> {
  if (message.reply_to_id === undefined) return null
  const quoted = await rows.messages.get(message.reply_to_id)
  return quoted?.external_id ?? null
}

/** Writes down how a call ended; does nothing where the claim is not held any more. */
export async function settleDelivery(
  { changes }: QueueContext,
  claim: ClaimedDelivery,
  outcome: SendOutcome,
): Promise<void> {
  await changes.run(claim.tenant_id, async (change) => {
    const delivery = await change.rows.deliveries.get(claim.outbound.attempt_ref)
    if (delivery === null || delivery.state !== 'sending' || delivery.fence !== claim.fence) return
    await saveDelivery(change, await outcomeOf(change, delivery, outcome))
    // Its conversation may go on.
    change.leaveWork()
  })
}

async function outcomeOf(change: Change, delivery: Delivery, outcome: SendOutcome): Promise<Delivery> {
  const settled: Delivery = { ...delivery, state: 'settled', lease_until: null }
  switch (outcome.kind) {
    case 'accepted': {
      const accepted = learn(settled, { status: outcome.held ? 'pending' : 'sent', error: null }, outcome.external_id)
      const parked = await change.rows.intake.takeParked(delivery.channel_id, outcome.external_id)
      return parked.reduce((known, status) => learn(known, status.known), accepted)
    }
    case 'rejected': {
      const mayRetry = outcome.error.retryable && delivery.tries < MAX_DELIVERY_TRIES
      // A status that overtook the answer says that the message is out.
      if (!mayRetry || delivery.known.status !== 'pending') {
        return learn(settled, { status: 'failed', error: outcome.error })
      }
      const due_at = isoTime(change.nowMs + retryDelayMs(delivery.tries, outcome.retryAfterMs))
      return { ...settled, state: 'queued', due_at }
    }
    case 'unknown':
      return learn(settled, { status: 'unknown', error: outcome.error })
    default:
      return assertNever(outcome)
  }
}

/** Attempts whose lease ended without an outcome: nobody knows whether they went out, so nobody sends them again. */
export async function expireLeases(context: QueueContext): Promise<number> {
  const keys = await context.database.due.expiredDeliveries(isoTime(context.env.now()), MAX_EXPIRED_AT_ONCE)
  const expired = await takeEach(context, keys, async (change, { id }) => {
    const delivery = await change.rows.deliveries.get(id)
    if (delivery?.state !== 'sending' || delivery.lease_until === null || delivery.lease_until > change.now) return null
    const settled: Delivery = { ...delivery, state: 'settled', lease_until: null, fence: delivery.fence + 1 }
    await saveDelivery(change, learn(settled, { status: 'unknown', error: OUTCOME_UNKNOWN }))
    change.leaveWork()
    return id
  })
  return expired.length
}

const NO_ADDRESS = { code: 'no_address', title: 'The contact has no address on this channel', retryable: false }
const OUTCOME_UNKNOWN = { code: 'outcome_unknown', title: 'Sending broke off', retryable: false }

import type { Change } from './change'
import type { KnownMessage } from './entity-rows'
import { saveMessage } from './message-change'
import { reactionsOf } from './message-reactions'
import { type AttemptState, joinAttempt, NEW_ATTEMPT, sameAttempt, shownAttempt } from './message-status'
import type { Delivery } from './work-rows'

/** Orders a message to be sent: its first attempt, or the next one where there were others. */
export async function openDelivery(
  change: Change,
  id: string,
  message: KnownMessage,
  channelId: string,
  earlier: readonly Delivery[] = [],
): Promise<void> {
  await change.rows.deliveries.insert({
    id,
    message_id: message.id,
    conversation_id: message.conversation_id,
    channel_id: channelId,
    attempt: earlier.length + 1,
    state: 'queued',
    known: NEW_ATTEMPT,
    external_id: null,
    position: message.version,
    fence: 0,
    tries: 0,
    due_at: change.now,
    lease_until: null,
  })
  change.leaveWork()
}

/** Merges news of an attempt into what is known of it, without storing it. */
export function learn(delivery: Delivery, news: AttemptState, externalId: string | null = null): Delivery {
  const known = joinAttempt(delivery.known, news)
  // Any word of it, also that it failed, means that the provider has had it: it must not be sent once more.
  const arrived = known.status !== 'pending' && delivery.state === 'queued'
  return {
    ...delivery,
    known,
    external_id: delivery.external_id ?? externalId,
    state: arrived ? 'settled' : delivery.state,
  }
}

/** Stores an attempt and tells the message's status where what it shows has changed. */
export async function saveDelivery(change: Change, delivery: Delivery): Promise<void> {
  await change.rows.deliveries.update(delivery)
  const message = await change.rows.messages.get(delivery.message_id)
  if (message === null) return
  const attempts = await dropNeedless(change, await change.rows.deliveries.ofMessage(message.id))
  const shown = shownAttempt(attempts.map((attempt) => attempt.known))
  if (sameAttempt(shown, { status: message.status, error: message.error ?? null })) return
  const changed = await showStatus(change, message, shown)
  const external_id = attempts.findLast((attempt) => attempt.external_id !== null)?.external_id ?? null
  // The status frame has no field for it, and a snapshot must not know more than the log tells.
  if (external_id === null || external_id === changed.external_id) return
  const named = { ...changed, external_id }
  await saveMessage(change, { ...named, reactions: await reactionsOf(change, delivery.channel_id, named) })
}

/**
 * Stores what a message shows and tells it. `updated_at` stays: the frame does not carry it, so a client that applies
 * the frame could not come to the same message.
 */
export async function showStatus(change: Change, message: KnownMessage, shown: AttemptState): Promise<KnownMessage> {
  const error = shown.error === null ? {} : { error: shown.error }
  const changed: KnownMessage = { ...message, ...error, status: shown.status }
  if (shown.error === null) delete changed.error
  await change.append('message_status_updated', message.conversation_id, (version) => {
    changed.version = version
    return { message_id: message.id, status: shown.status, conversation_id: message.conversation_id, ...error, version }
  })
  await change.rows.messages.update(changed)
  return changed
}

/**
 * The attempts without those that nobody needs any more: a retry that still waits when an earlier attempt turns out to
 * have gone out would only reach the customer twice.
 */
async function dropNeedless(change: Change, attempts: readonly Delivery[]): Promise<Delivery[]> {
  const wentOut = attempts.some(({ known }) => WENT_OUT.has(known.status))
  const needless = attempts.filter(({ state, attempt }) => wentOut && state === 'queued' && attempt > 1)
  for (const { id } of needless) await change.rows.deliveries.remove(id)
  if (needless.length > 0) change.leaveWork()
  return attempts.filter((attempt) => !needless.includes(attempt))
}

const WENT_OUT: ReadonlySet<string> = new Set(['sent', 'delivered', 'read'])

import type { Change } from './change'
import type { InboxContext } from './inbox-context'
import { findByExternalId, showReactions } from './message-reactions'
import type { Channel, ReceivedItem } from './ports'
import { receiveContact } from './receive-contact'

/** Sets or removes a customer's reaction: one per person and message, whatever order they arrive in. */
export async function receiveReaction(
  context: InboxContext,
  change: Change,
  channel: Channel,
  item: Extract<ReceivedItem, { kind: 'reaction' }>,
): Promise<void> {
  const { external_id, target_external_id, emoji } = item
  if (!(await change.rows.intake.markReceived(channel.channel_id, external_id, change.now))) return
  const { id: contact_id } = await receiveContact(context, change, channel, item.contact)
  const provider_time = item.provider_time ?? change.nowMs
  const reaction = { target_external_id, contact_id, emoji, provider_time, external_id }
  await change.rows.reactions.put(channel.channel_id, reaction)
  const message = await findByExternalId(change, channel.channel_id, target_external_id)
  if (message !== null) await showReactions(change, channel.channel_id, message)
}

import type { Reaction } from '@pytake/protocol'
import type { Change } from './change'
import type { InboxContext } from './inbox-context'
import { saveMessage } from './message-change'
import type { Channel, ReceivedItem } from './ports'
import { receiveContact } from './receive-contact'
import { findByExternalId } from './receive-message'

/** Sets or removes a customer's reaction: one per person and message. */
export async function receiveReaction(
  context: InboxContext,
  change: Change,
  channel: Channel,
  item: Extract<ReceivedItem, { kind: 'reaction' }>,
): Promise<void> {
  if (!(await change.rows.intake.markReceived(channel.channel_id, item.external_id, change.now))) return
  const message = await findByExternalId(change, channel.channel_id, item.target_external_id)
  if (message === null) throw new TypeError('the message of this reaction is not here')
  if (message.deleted_at !== undefined) return
  const { id } = await receiveContact(context, change, channel, item.contact)
  const others = message.reactions.filter((reaction) => reaction.sender_id !== id)
  const mine: Reaction[] = item.emoji === null ? [] : [{ emoji: item.emoji, sender_type: 'contact', sender_id: id }]
  const reactions = [...others, ...mine]
  if (JSON.stringify(reactions) === JSON.stringify(message.reactions)) return
  await saveMessage(change, { ...message, reactions })
}

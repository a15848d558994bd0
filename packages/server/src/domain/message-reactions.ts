import type { Reaction } from '@pytake/protocol'
import type { Change } from './change'
import type { KnownMessage } from './entity-rows'
import { saveMessage } from './message-change'

/** Brings what a message shows in line with the reactions that have come for it. */
export async function showReactions(change: Change, channelId: string, message: KnownMessage): Promise<void> {
  if (message.deleted_at !== undefined) return
  const reactions = await reactionsOf(change, channelId, message)
  if (JSON.stringify(reactions) === JSON.stringify(message.reactions)) return
  await saveMessage(change, { ...message, reactions })
}

/** The team's own reactions, then those that customers sent for any of its provider ids. */
export async function reactionsOf(change: Change, channelId: string, message: KnownMessage): Promise<Reaction[]> {
  if (message.deleted_at !== undefined) return []
  const attempts = message.sender_type === 'contact' ? [] : await change.rows.deliveries.ofMessage(message.id)
  const externalIds = [message.external_id, ...attempts.map((attempt) => attempt.external_id)]
  const known = externalIds.filter((id) => typeof id === 'string')
  const own = message.reactions.filter((reaction) => reaction.sender_type !== 'contact')
  return [...own, ...(await change.rows.reactions.shown(channelId, known))]
}

/** A message by any of its provider ids: each attempt to send it has one of its own. */
export async function findByExternalId(
  { rows }: Change,
  channelId: string,
  externalId: string,
): Promise<KnownMessage | null> {
  const direct = await rows.messages.byExternalId(channelId, externalId)
  if (direct !== null) return direct
  const delivery = await rows.deliveries.byExternalId(channelId, externalId)
  return delivery === null ? null : rows.messages.get(delivery.message_id)
}

import type { Change } from './change'
import { saveMessage } from './message-change'
import { isoTime, MAX_REACTION_TRIES, type QueueContext, takeEach } from './queue-context'
import type { ClaimedReaction, ReactionOutcome } from './queues'
import { retryDelayMs } from './retry-delay'
import { teamReaction, withTeamReaction } from './set-reaction'
import type { OutgoingReaction } from './work-rows'

/** Takes the team's reactions that are due; a lease that ends makes them due again, since repeating one is harmless. */
export async function claimReactions(
  context: QueueContext,
  limit: number,
  leaseMs: number,
): Promise<ClaimedReaction[]> {
  const keys = await context.database.due.outgoingReactions(isoTime(context.env.now()), limit)
  return takeEach(context, keys, async (change, { tenant_id, id }) => {
    const reaction = await change.rows.outgoingReactions.get(id)
    if (reaction === null || reaction.due_at > change.now) return null
    const to = await addressOf(change, reaction)
    if (to === null) {
      await giveUp(change, reaction)
      return null
    }
    const claimed = { ...reaction, fence: reaction.fence + 1, tries: reaction.tries + 1 }
    await change.rows.outgoingReactions.put({ ...claimed, due_at: isoTime(change.nowMs + leaseMs) })
    const { channel_id, conversation_id, message_id, target_external_id, emoji, fence } = claimed
    return { tenant_id, channel_id, conversation_id, message_id, to, target_external_id, emoji, fence }
  })
}

/** Writes down how telling it ended; does nothing where a newer reaction has taken its place. */
export async function settleReaction(
  { changes }: QueueContext,
  claim: ClaimedReaction,
  outcome: ReactionOutcome,
): Promise<void> {
  await changes.run(claim.tenant_id, async (change) => {
    const reaction = await change.rows.outgoingReactions.get(claim.message_id)
    if (reaction?.fence !== claim.fence) return
    if (outcome.kind === 'done') {
      await change.rows.outgoingReactions.remove(claim.message_id)
      return
    }
    if (outcome.kind === 'refused' || reaction.tries >= MAX_REACTION_TRIES) return giveUp(change, reaction)
    const due_at = isoTime(change.nowMs + retryDelayMs(reaction.tries, null))
    await change.rows.outgoingReactions.put({ ...reaction, fence: reaction.fence + 1, due_at })
    change.leaveWork()
  })
}

async function addressOf({ rows }: Change, { conversation_id }: OutgoingReaction): Promise<string | null> {
  const stored = await rows.conversations.get(conversation_id)
  if (stored === null) return null
  return rows.contacts.address(stored.conversation.contact_id, stored.conversation.channel)
}

/** The customer will never see it, so nobody here shall believe otherwise. */
async function giveUp(change: Change, { message_id, emoji }: OutgoingReaction): Promise<void> {
  await change.rows.outgoingReactions.remove(message_id)
  const message = await change.rows.messages.get(message_id)
  if (message === null || emoji === null || teamReaction(message) !== emoji) return
  await saveMessage(change, withTeamReaction(message, null, null))
}

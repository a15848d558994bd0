import type { Inbox } from './inbox'
import { channelOf, type InboxContext, notFound, seenConversation } from './inbox-context'
import type { Channel } from './ports'

/** How long a provider shows the indicator; telling it again within this time would only cost calls. */
export const TYPING_THROTTLE_MS = 20_000
/** Conversations whose last indicator is remembered. */
const MAX_REMEMBERED = 1_000
/** Calls to providers that may be open at once; beyond it the customer sees nothing, which harms nobody. */
export const MAX_INDICATORS_UNDER_WAY = 32

/** Passing states: nothing of them is stored, so they go to the bus and to the channel at once. */
export function createTyping(context: InboxContext): Pick<Inbox, 'agentTyping' | 'typing'> {
  const { bus, database } = context
  const lastShown = new Map<string, number>()
  let underWay = 0

  function isDue(key: string): boolean {
    const nowMs = context.env.now()
    if (nowMs - (lastShown.get(key) ?? -Infinity) < TYPING_THROTTLE_MS) return false
    lastShown.delete(key)
    const oldest = lastShown.size >= MAX_REMEMBERED ? lastShown.keys().next().value : undefined
    if (oldest !== undefined) lastShown.delete(oldest)
    lastShown.set(key, nowMs)
    return true
  }

  async function showCustomer(tenantId: string, channelId: string, conversationId: string): Promise<void> {
    const channel = channelOf(context, tenantId, channelId)
    if (channel === undefined || !isDue(`${tenantId} ${conversationId}`)) return
    const newest = await database.read(tenantId, (rows) =>
      rows.messages.newestInbound(conversationId, Number.MAX_SAFE_INTEGER),
    )
    if (newest?.external_id === undefined || underWay >= MAX_INDICATORS_UNDER_WAY) return
    // Not waited for: the agent's next frames would stand behind the provider's answer, which may take seconds.
    void tell(channel, newest.external_id, conversationId)
  }

  async function tell(channel: Channel, externalId: string, conversation_id: string): Promise<void> {
    underWay += 1
    try {
      await channel.typing(externalId)
    } catch (error) {
      const { tenant_id, channel_id } = channel
      const fields = { tenant_id, conversation_id, channel_id, error }
      context.logger.debug(fields, 'unable to show typing; the channel refused')
    } finally {
      underWay -= 1
    }
  }

  return {
    async agentTyping(principal, conversationId, typing, connectionId) {
      const { tenant_id, user_id } = principal
      const { conversation } = await database.read(tenant_id, (rows) =>
        seenConversation(context, rows, principal, conversationId),
      )
      bus.publishTransient({
        tenant_id,
        conversation_id: conversationId,
        origin_connection_id: connectionId,
        type: typing ? 'agent_typing_start' : 'agent_typing_stop',
        data: { conversation_id: conversationId, user_id },
      })
      if (typing) await showCustomer(tenant_id, conversation.channel_id, conversationId)
    },
    async typing({ tenant_id, conversation_id, typing }) {
      const stored = await database.read(tenant_id, (rows) => rows.conversations.get(conversation_id))
      if (stored === null) throw notFound('conversation')
      bus.publishTransient({
        tenant_id,
        conversation_id,
        origin_connection_id: null,
        type: typing ? 'typing_start' : 'typing_stop',
        data: { conversation_id, contact_id: stored.conversation.contact_id },
      })
    },
  }
}

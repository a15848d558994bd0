import type { ConversationSnapshot, CountsSnapshot } from '@pytake/client'
import { useMemo } from 'react'
import { derived } from './derived'
import { useClient } from './provider'
import { LOADING_CONVERSATION } from './use-conversation'
import { UNCOUNTED } from './use-counts'
import { useLive } from './use-store'

/**
 * How many messages nobody of the team has read: in all conversations, or in one. Zero until it is known.
 *
 * @example
 * function Badge() {
 *   const count = useUnread()
 *   return count > 0 ? <b>{count}</b> : null
 * }
 */
export function useUnread(conversationId?: string): number {
  const client = useClient()
  const live = useMemo(
    () =>
      conversationId === undefined
        ? derived(client.counts(), unreadOfAll, () => UNCOUNTED)
        : derived(client.conversation(conversationId), unreadOf, () => LOADING_CONVERSATION),
    [client, conversationId],
  )
  return useLive(live)
}

const unreadOfAll = ({ counts }: CountsSnapshot): number => counts?.unread ?? 0
const unreadOf = ({ conversation }: ConversationSnapshot): number => conversation?.unread_count ?? 0

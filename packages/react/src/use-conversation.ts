import type { ConversationSnapshot, LiveQuery } from '@pytake/client'
import type { Conversation, UpdateConversationBody } from '@pytake/protocol'
import { useCallback, useMemo } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export type ConversationView = ConversationSnapshot & {
  /**
   * Changes status, assignee, labels or metadata.
   *
   * @throws PytakeError
   */
  update: (patch: UpdateConversationBody) => Promise<Conversation>
  /** Marks everything read, or everything up to a message. A failure is tried again with the next reading. */
  markAsRead: (upToMessageId?: string) => Promise<void>
  /** Fetches it again; a failure stands in `error`. */
  refresh: () => Promise<void>
}

/**
 * One conversation, live, and what can be done with it.
 *
 * @example
 * function CloseButton({ id }: { id: string }) {
 *   const { conversation, update } = useConversation(id)
 *   if (conversation === null) return null
 *   return <button onClick={() => void update({ status: 'closed' })}>Close {conversation.contact.name}</button>
 * }
 */
export function useConversation(id: string): ConversationView {
  const client = useClient()
  const live = client.conversation(id)
  const snapshot = useStore(live, LOADING_CONVERSATION)
  return { ...snapshot, ...useConversationActions(id, live) }
}

type Actions = Omit<ConversationView, keyof ConversationSnapshot>

export function useConversationActions(id: string, live: LiveQuery<ConversationSnapshot>): Actions {
  const client = useClient()
  const update = useCallback((patch: UpdateConversationBody) => client.updateConversation(id, patch), [client, id])
  const markAsRead = useCallback((upTo?: string) => client.markAsRead(id, upTo).catch(() => {}), [client, id])
  const refresh = useCallback(() => live.refresh().catch(() => {}), [live])
  return useMemo(() => ({ update, markAsRead, refresh }), [update, markAsRead, refresh])
}

export const LOADING_CONVERSATION: ConversationSnapshot = { status: 'loading', error: null, conversation: null }

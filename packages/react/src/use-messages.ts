import type { MessagesSnapshot } from '@pytake/client'
import { useCallback } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export type MessagesView = MessagesSnapshot & {
  /** Loads the page before the oldest message; a failure stands in `error`. */
  loadOlder: () => Promise<void>
  /** Fetches the newest page again; a failure stands in `error`. */
  retry: () => Promise<void>
}

/**
 * The messages of a conversation, oldest first, with those that are still on their way at the end.
 *
 * @example
 * function Chat({ id }: { id: string }) {
 *   const { items, hasOlder, loadOlder } = useMessages(id)
 *   return (
 *     <>
 *       {hasOlder && <button onClick={() => void loadOlder()}>Older</button>}
 *       {items.map((message) => <p key={message.key}>{message.content}</p>)}
 *     </>
 *   )
 * }
 */
export function useMessages(conversationId: string): MessagesView {
  const timeline = useClient().messages(conversationId)
  const snapshot = useStore(timeline, LOADING_MESSAGES)
  const loadOlder = useCallback(() => timeline.loadOlder().catch(() => {}), [timeline])
  const retry = useCallback(() => timeline.refresh().catch(() => {}), [timeline])
  return { ...snapshot, loadOlder, retry }
}

export const LOADING_MESSAGES: MessagesSnapshot = {
  status: 'loading',
  error: null,
  items: [],
  hasOlder: false,
  hasNewer: false,
}

'use client'

import type { MessageItem } from '@pytake/client'
import type { Conversation } from '@pytake/protocol'
import { useConnection, useConversation } from '@pytake/react'
import { useEffect, useSyncExternalStore } from 'react'

/** Marks a conversation read once its newest message has really been seen: open, on a visible page, at the end. */
export function useMarkRead(conversation: Conversation, items: readonly MessageItem[], isAtEnd: boolean): void {
  const { markAsRead } = useConversation(conversation.id)
  const { isConnected } = useConnection()
  const isVisible = useSyncExternalStore(onVisibility, isPageVisible, () => false)
  const newest = items.findLast(({ origin }) => origin === 'server')?.id
  const isUnread = conversation.unread_count > 0

  useEffect(() => {
    // Also runs when the connection comes back: a mark that was lost on the way is then set again.
    if (isUnread && isVisible && isAtEnd && newest !== undefined) void markAsRead(newest)
  }, [isUnread, isVisible, isAtEnd, newest, isConnected, markAsRead])
}

const isPageVisible = () => document.visibilityState === 'visible'

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

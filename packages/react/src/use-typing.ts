import type { TypingSnapshot } from '@pytake/client'
import { useCallback, useMemo } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export interface TypingView extends TypingSnapshot {
  /** Tells colleagues; call it on every keystroke, it is throttled and stops by itself. */
  setTyping: (isTyping: boolean) => void
}

/**
 * Who is typing in a conversation: the customer, and colleagues by user id.
 *
 * @example
 * function Typing({ id }: { id: string }) {
 *   return useTyping(id).customer ? <p>typing …</p> : null
 * }
 */
export function useTyping(conversationId: string): TypingView {
  const client = useClient()
  const typing = useMemo(() => client.typing(conversationId), [client, conversationId])
  const snapshot = useStore(typing, NOBODY)
  const setTyping = useCallback(
    (isTyping: boolean) => client.setTyping(conversationId, isTyping),
    [client, conversationId],
  )
  return { ...snapshot, setTyping }
}

const NOBODY: TypingSnapshot = { customer: false, agents: [] }

import { useCallback } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export interface DraftView {
  content: string
  /** Keeps what is being written; an empty text forgets it. */
  setContent: (content: string) => void
}

/**
 * What is being written in a conversation. It survives another conversation, and with a storage also a reload.
 *
 * @example
 * function Editor({ id }: { id: string }) {
 *   const { content, setContent } = useDraft(id)
 *   return <textarea value={content} onChange={(event) => setContent(event.target.value)} />
 * }
 */
export function useDraft(conversationId: string): DraftView {
  const client = useClient()
  const draft = client.draft(conversationId)
  const { content } = useStore(draft, EMPTY_DRAFT)
  const setContent = useCallback((text: string) => draft.set(text), [draft])
  return { content, setContent }
}

const EMPTY_DRAFT = { content: '' }

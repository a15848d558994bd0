'use client'

import type { Conversation, UpdateConversationBody } from '@pytake/protocol'
import { useConversation } from '@pytake/react'
import { useCallback, useState } from 'react'
import { useMe } from '../session/session-provider'

export interface ConversationActions {
  isMine: boolean
  isClosed: boolean
  /** Takes the conversation, or gives back one's own. */
  toggleAssigned: () => void
  toggleClosed: () => void
  hasFailed: boolean
}

/** What an agent does with a conversation as a whole: by button and by key alike. */
export function useConversationActions(conversation: Conversation | null, id: string): ConversationActions {
  const me = useMe()
  const { update } = useConversation(id)
  const [hasFailed, setHasFailed] = useState(false)
  const isMine = conversation?.assignee_id === me.id
  const isClosed = conversation?.status === 'closed'

  const change = useCallback(
    (patch: UpdateConversationBody) => {
      setHasFailed(false)
      update(patch).catch(() => setHasFailed(true))
    },
    [update],
  )
  const toggleAssigned = useCallback(() => change({ assignee_id: isMine ? null : me.id }), [change, isMine, me.id])
  // Reopened, it waits: the server makes it `assigned` by itself where somebody owns it.
  const toggleClosed = useCallback(() => change({ status: isClosed ? 'waiting' : 'closed' }), [change, isClosed])

  return { isMine, isClosed, toggleAssigned, toggleClosed, hasFailed }
}

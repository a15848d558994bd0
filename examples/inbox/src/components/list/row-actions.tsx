'use client'

import type { Conversation } from '@pytake/protocol'
import { Archive, ArchiveRestore, UserRoundCheck, UserRoundPlus } from 'lucide-react'
import { useConversationActions } from '../../chat/use-conversation-actions'
import { useWords } from '../../words/words-provider'
import { IconButton } from '../icon-button'

/** Quick actions for a mouse over a row. The keyboard has A and E for them, a finger has the chat's header. */
export function RowActions({ conversation }: { conversation: Conversation }) {
  const { actions: words } = useWords()
  const actions = useConversationActions(conversation, conversation.id)
  return (
    <div className="absolute top-1/2 right-3 hidden -translate-y-1/2 rounded-control border border-line bg-raised p-0.5 shadow-raised pointer-fine:group-hover:flex">
      <IconButton
        icon={actions.isMine ? UserRoundCheck : UserRoundPlus}
        label={actions.isMine ? words.unassign : words.assign}
        tabIndex={-1}
        onClick={actions.toggleAssigned}
        className="!size-8"
      />
      <IconButton
        icon={actions.isClosed ? ArchiveRestore : Archive}
        label={actions.isClosed ? words.reopen : words.close}
        tabIndex={-1}
        onClick={actions.toggleClosed}
        className="!size-8"
      />
    </div>
  )
}

'use client'

import type { Conversation } from '@pytake/protocol'
import clsx from 'clsx'
import { Archive, ArchiveRestore, ArrowLeft, PanelRight, UserRoundCheck, UserRoundPlus } from 'lucide-react'
import type { ConversationActions } from '../../chat/use-conversation-actions'
import { readablePhone } from '../../contact/contact-face'
import { useWords } from '../../words/words-provider'
import { Avatar } from '../avatar'
import { IconButton } from '../icon-button'
import { StatusDot } from '../status-dot'
import { statusName } from '../status-name'

interface ChatHeaderProps {
  conversation: Conversation
  actions: ConversationActions
  isPanelShown: boolean
  onTogglePanel: () => void
  onBack: () => void
}

/** Whom one talks to, in which status, and what can be done with the conversation. */
export function ChatHeader({ conversation, actions, isPanelShown, onTogglePanel, onBack }: ChatHeaderProps) {
  const words = useWords()
  const { contact, status } = conversation
  const panelLabel = isPanelShown ? words.chat.hidePanel : words.chat.showPanel
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-canvas pr-3 pl-2 md:pl-6">
      <IconButton icon={ArrowLeft} label={words.chat.back} onClick={onBack} className="-mr-1 md:hidden" />
      <Avatar id={contact.id} name={contact.name} />
      <div className="min-w-0 flex-1">
        <h2 dir="auto" className="truncate font-semibold">
          {contact.name}
        </h2>
        <p className="flex items-center gap-1.5 text-secondary text-ink-soft">
          <StatusDot status={status} className="!size-2" />
          <span className="shrink-0">{statusName(status, words)}</span>
          {contact.phone !== null && (
            <span className="tabular truncate max-md:hidden">· {readablePhone(contact.phone)}</span>
          )}
        </p>
      </div>
      <IconButton
        icon={actions.isMine ? UserRoundCheck : UserRoundPlus}
        label={actions.isMine ? words.actions.unassign : words.actions.assign}
        aria-pressed={actions.isMine}
        onClick={actions.toggleAssigned}
        data-testid="toggle-assigned"
        className={clsx(actions.isMine && '!text-accent')}
      />
      <IconButton
        icon={actions.isClosed ? ArchiveRestore : Archive}
        label={actions.isClosed ? words.actions.reopen : words.actions.close}
        onClick={actions.toggleClosed}
        data-testid="toggle-closed"
      />
      <IconButton
        icon={PanelRight}
        label={panelLabel}
        aria-expanded={isPanelShown}
        onClick={onTogglePanel}
        className="hidden panel:grid"
      />
    </header>
  )
}

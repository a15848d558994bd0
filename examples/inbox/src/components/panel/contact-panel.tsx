'use client'

import type { Conversation } from '@pytake/protocol'
import { useAgents, useConversation } from '@pytake/react'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useConversationActions } from '../../chat/use-conversation-actions'
import { readablePhone } from '../../contact/contact-face'
import { useReplyWindow } from '../../contact/use-reply-window'
import { useMe } from '../../session/session-provider'
import { deadline, fullTime } from '../../time/relative-time'
import { useNow } from '../../time/use-now'
import { useTimeStyle, useWords } from '../../words/words-provider'
import { Avatar } from '../avatar'
import { Button } from '../button'
import { IconButton } from '../icon-button'
import { StatusDot } from '../status-dot'
import { statusName } from '../status-name'

/** Who the customer is and where the conversation stands, beside the chat on wide screens. */
export function ContactPanel({ id }: { id: string }) {
  const words = useWords()
  const { conversation } = useConversation(id)
  const actions = useConversationActions(conversation, id)
  if (conversation === null) return null
  const { contact } = conversation
  return (
    <aside
      aria-label={words.panel.label}
      className="scroll-pane hidden min-h-0 flex-col gap-6 border-l border-line bg-canvas p-6 panel:flex"
    >
      <div className="flex flex-col items-center gap-3 pt-2 text-center">
        <Avatar id={contact.id} name={contact.name} size="large" />
        <p dir="auto" className="max-w-full text-[17px] font-semibold [overflow-wrap:anywhere]">
          {contact.name}
        </p>
      </div>
      <Facts conversation={conversation} />
      <div className="flex flex-col gap-2">
        <Button onClick={actions.toggleAssigned}>
          {actions.isMine ? words.actions.unassign : words.actions.assign}
        </Button>
        <Button onClick={actions.toggleClosed}>{actions.isClosed ? words.actions.reopen : words.actions.close}</Button>
        {actions.hasFailed && (
          <p role="alert" className="text-secondary text-danger">
            {words.actions.failed}
          </p>
        )}
      </div>
    </aside>
  )
}

function Facts({ conversation }: { conversation: Conversation }) {
  const words = useWords()
  const style = useTimeStyle()
  const { contact, status, channel } = conversation
  return (
    <dl className="flex flex-col gap-3 text-[14px]">
      {contact.phone !== null && (
        <Fact name={words.panel.phone}>
          <span className="tabular">{readablePhone(contact.phone)}</span>
          <CopyButton text={contact.phone} />
        </Fact>
      )}
      <Fact name={words.panel.status}>
        <StatusDot status={status} className="!size-2" />
        {statusName(status, words)}
      </Fact>
      <Fact name={words.panel.assignee}>
        <Assignee id={conversation.assignee_id} />
      </Fact>
      <Fact name={words.panel.window}>
        <WindowFact conversation={conversation} />
      </Fact>
      <Fact name={words.panel.channel}>{channel === 'whatsapp' ? 'WhatsApp' : channel}</Fact>
      <Fact name={words.panel.since}>{fullTime(conversation.created_at, style)}</Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-6 flex-col">
      <dt className="text-meta text-ink-faint">{name}</dt>
      <dd className="flex items-center gap-2">{children}</dd>
    </div>
  )
}

function Assignee({ id }: { id: string | null }) {
  const { panel } = useWords()
  const me = useMe()
  const { agents } = useAgents()
  if (id === null) return panel.nobody
  const name = agents.find(({ user_id }) => user_id === id)?.name ?? id
  return (
    <>
      <Avatar id={id} name={name} size="tiny" />
      {id === me.id ? panel.you(name) : name}
    </>
  )
}

function WindowFact({ conversation }: { conversation: Conversation }) {
  const { panel } = useWords()
  const style = useTimeStyle()
  const nowMs = useNow()
  const replyWindow = useReplyWindow(conversation)
  switch (replyWindow.state) {
    case 'unlimited':
      return panel.windowNone
    case 'closed':
      return panel.windowShut
    case 'open':
    case 'closing':
      return <span className="tabular">{panel.windowOpen(deadline(replyWindow.closesAt, nowMs, style))}</span>
  }
}

function CopyButton({ text }: { text: string }) {
  const { panel } = useWords()
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? panel.copied : panel.copyPhone}
      // Refused by the browser on plain http and without focus; there is then nothing to say but nothing.
      onClick={() =>
        void navigator.clipboard?.writeText(text).then(
          () => setIsCopied(true),
          () => {},
        )
      }
      className="!size-7 pointer-coarse:!size-11"
    />
  )
}

'use client'

import type { Conversation } from '@pytake/protocol'
import clsx from 'clsx'
import { memo, type MouseEvent } from 'react'
import { useReplyWindow } from '../../contact/use-reply-window'
import { conversationPath, openConversation } from '../../navigation/route'
import { clockTime } from '../../time/relative-time'
import { useTimeStyle, useWords } from '../../words/words-provider'
import { Avatar } from '../avatar'
import { MarkedText } from '../marked-text'
import { RelativeTime } from '../relative-time'
import { StatusDot } from '../status-dot'
import { statusName } from '../status-name'
import { LastMessage } from './last-message'
import { RowActions } from './row-actions'

interface ConversationRowProps {
  conversation: Conversation
  isOpen: boolean
  /** What is being searched, to be marked. */
  term: string
  /** Name of the agent who owns it; null where nobody does or the name is unknown. */
  assignee: string | null
}

/** One conversation in the list. Drawn again only when it, the search or its being open changes. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  isOpen,
  term,
  assignee,
}: ConversationRowProps) {
  const { contact, unread_count: unread, status } = conversation
  return (
    <div className="group relative">
      <a
        href={conversationPath(conversation.id)}
        onClick={(event) => openInPlace(event, conversation.id)}
        aria-current={isOpen ? 'page' : undefined}
        data-testid="conversation-row"
        data-conversation-id={conversation.id}
        data-unread={unread}
        className={clsx(
          'relative flex h-18 items-center gap-3 px-4 outline-offset-[-3px] transition-colors duration-(--speed)',
          isOpen ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        {isOpen && <span aria-hidden className="absolute inset-y-0 left-0 w-[3px] bg-accent" />}
        <RowAvatar conversation={conversation} />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex items-baseline gap-2">
            <span dir="auto" className={clsx('min-w-0 flex-1 truncate', unread > 0 ? 'font-semibold' : 'font-medium')}>
              <MarkedText text={contact.name} term={term} />
            </span>
            {conversation.last_message_time !== null && (
              <RelativeTime
                at={conversation.last_message_time}
                className={clsx(
                  'tabular shrink-0 text-meta',
                  unread > 0 ? 'font-medium text-accent' : 'text-ink-faint',
                )}
              />
            )}
          </span>
          <span className="flex h-5 items-center gap-2">
            <LastMessage conversation={conversation} term={term} />
            <AssigneeMark id={conversation.assignee_id} name={assignee} />
            <UnreadPill count={unread} />
          </span>
        </span>
        <span className="sr-only">{<StatusName status={status} />}</span>
      </a>
      <RowActions conversation={conversation} />
    </div>
  )
})

/** A plain click stays on the page; with a modifier the browser opens a tab, as for any link. */
function openInPlace(event: MouseEvent<HTMLAnchorElement>, id: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  openConversation(id)
}

function RowAvatar({ conversation }: { conversation: Conversation }) {
  const { list } = useWords()
  const style = useTimeStyle()
  const replyWindow = useReplyWindow(conversation)
  const title = replyWindow.state === 'closing' ? list.windowCloses(clockTime(replyWindow.closesAt, style)) : undefined
  return (
    <span className="relative shrink-0" title={title}>
      <span
        className={clsx(
          'block rounded-full',
          title !== undefined && 'ring-2 ring-status-waiting ring-offset-2 ring-offset-canvas',
        )}
      >
        <Avatar id={conversation.contact_id} name={conversation.contact.name} />
      </span>
      <StatusDot status={conversation.status} className="absolute -right-0.5 -bottom-0.5 ring-2 ring-canvas" />
      {title !== undefined && <span className="sr-only">{title}</span>}
    </span>
  )
}

function StatusName({ status }: { status: string }) {
  return statusName(status, useWords())
}

function AssigneeMark({ id, name }: { id: string | null; name: string | null }) {
  const { list } = useWords()
  if (id === null) return null
  const label = list.assignedTo(name ?? id)
  return (
    <span title={label} className="shrink-0">
      <Avatar id={id} name={name ?? id} size="tiny" />
      <span className="sr-only">{label}</span>
    </span>
  )
}

function UnreadPill({ count }: { count: number }) {
  const { list } = useWords()
  if (count === 0) return null
  return (
    <span className="tabular grid h-5 min-w-5 shrink-0 place-items-center rounded-full bg-accent px-1.5 text-meta font-semibold text-accent-ink">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{list.unread(count)}</span>
    </span>
  )
}

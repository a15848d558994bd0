'use client'

import type { MessageItem } from '@pytake/client'
import type { Agent, Conversation } from '@pytake/protocol'
import type { MessagesView } from '@pytake/react'
import { useEffectEvent, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react'
import { Virtualizer } from 'virtua'
import { groupMessages } from '../../chat/group-messages'
import { countBelow, firstUnreadKey } from '../../chat/unread-mark'
import { useMarkRead } from '../../chat/use-mark-read'
import { useReadingPosition } from '../../chat/use-reading-position'
import { useMe } from '../../session/session-provider'
import { useWords } from '../../words/words-provider'
import { DaySeparator } from './day-separator'
import { MessageBubble } from './message-bubble'
import { NewMessagesPill } from './new-messages-pill'
import { OLDER_MESSAGES_PX, OlderMessages } from './older-messages'
import { UnreadMark } from './unread-mark'

/** What the composer may ask of the list above it. */
export interface MessageListHandle {
  toEnd(): void
}

interface MessageListProps {
  conversation: Conversation
  view: MessagesView
  agents: readonly Agent[]
  handle: Ref<MessageListHandle>
}

/** All loaded messages of a conversation, and the reader's place among them. */
export function MessageList({ conversation, view, agents, handle }: MessageListProps) {
  const { chat } = useWords()
  const { items, hasOlder } = view
  const placed = useMemo(() => groupMessages(items, hasOlder), [items, hasOlder])
  const speakerOf = useSpeaker(agents)
  const scroller = useRef<HTMLDivElement>(null)
  const { virtualizer, isAtEnd, isPrepended, onScroll, onResize, toEnd, toIndex } = useReadingPosition(items)

  // Taken once, on opening: the mark must not move while one reads on.
  const [opened] = useState(() => ({
    unread: conversation.unread_count,
    key: firstUnreadKey(items, conversation.unread_count),
  }))
  const newBelow = useNewBelow(items, isAtEnd)
  useMarkRead(conversation, items, isAtEnd)
  useImperativeHandle(handle, () => ({ toEnd }), [toEnd])

  // Only once, when the chat opens.
  const openAtMark = useEffectEvent(() => {
    const list = virtualizer.current
    const index = items.findIndex(({ key }) => key === opened.key)
    if (list && index >= 0 && list.getItemOffset(index) < list.scrollSize - list.viewportSize) toIndex(index)
  })
  useLayoutEffect(() => openAtMark(), [])

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={chat.messages}
        data-testid="chat-scroller"
        data-own-arrows
        className="scroll-pane flex h-full flex-col pb-3 outline-offset-[-2px] [overflow-anchor:none]"
      >
        <OlderMessages view={view} />
        <Virtualizer
          ref={virtualizer}
          as="ol"
          item="li"
          scrollRef={scroller}
          startMargin={OLDER_MESSAGES_PX}
          shift={isPrepended}
          onScroll={onScroll}
          onResize={onResize}
        >
          {placed.map(({ message, startsDay, startsGroup, endsGroup }) => (
            <div key={message.key}>
              {startsDay && <DaySeparator at={message.created_at} />}
              {message.key === opened.key && <UnreadMark count={opened.unread} />}
              <MessageBubble
                message={message}
                startsGroup={startsGroup}
                endsGroup={endsGroup}
                speaker={speakerOf(message)}
                contactName={conversation.contact.name}
              />
            </div>
          ))}
        </Virtualizer>
      </div>
      {!isAtEnd && <NewMessagesPill count={newBelow} onClick={toEnd} />}
    </div>
  )
}

/** How many messages came in while the reader was further up. */
function useNewBelow(items: readonly MessageItem[], isAtEnd: boolean): number {
  const newest = items.at(-1)?.key ?? null
  const [seen, setSeen] = useState(newest)
  if (isAtEnd && seen !== newest) setSeen(newest)
  return countBelow(items, seen)
}

/** Names colleagues and bots above their bubbles; the customer and I are told by the side. */
function useSpeaker(agents: readonly Agent[]): (message: MessageItem) => string | null {
  const me = useMe()
  const { kinds, list } = useWords()
  return (message) => {
    if (message.message_type === 'note') return kinds.note
    switch (message.sender_type) {
      case 'agent': {
        if (message.sender_id === me.id || message.origin === 'outbox') return null
        const agent = agents.find(({ user_id }) => user_id === message.sender_id)
        return agent?.name ?? message.sender_id
      }
      case 'bot':
        return list.bot.replace(':', '')
      default:
        return null
    }
  }
}

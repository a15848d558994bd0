'use client'

import type { Conversation } from '@pytake/protocol'
import { useAgents, useConversation, useMessages } from '@pytake/react'
import { CircleAlert, MessageCircleOff } from 'lucide-react'
import { useMemo, useRef, type RefObject } from 'react'
import { useConversationActions } from '../../chat/use-conversation-actions'
import { useReplyWindow } from '../../contact/use-reply-window'
import { useShortcuts } from '../../keyboard/use-shortcuts'
import { useWords } from '../../words/words-provider'
import { Button } from '../button'
import { Notice } from '../notice'
import { ChatHeader } from './chat-header'
import { ChatSkeleton } from './chat-skeleton'
import { ClosedComposer } from './closed-composer'
import { Composer } from './composer'
import { MessageList, type MessageListHandle } from './message-list'
import { TypingIndicator } from './typing-indicator'

interface ChatPaneProps {
  id: string
  isPanelShown: boolean
  onTogglePanel: () => void
  onBack: () => void
}

/** One conversation: its messages, and the place to answer. */
export function ChatPane({ id, isPanelShown, onTogglePanel, onBack }: ChatPaneProps) {
  const { chat, app } = useWords()
  const { conversation, error, status, refresh } = useConversation(id)
  const view = useMessages(id)
  const { agents } = useAgents()
  const actions = useConversationActions(conversation, id)
  const composer = useRef<HTMLTextAreaElement>(null)
  const messages = useRef<MessageListHandle>(null)

  useShortcuts(
    useMemo(
      () => ({
        r: () => composer.current?.focus(),
        e: actions.toggleClosed,
        a: actions.toggleAssigned,
      }),
      [actions.toggleClosed, actions.toggleAssigned],
    ),
  )

  if (conversation === null) {
    if (status !== 'error') return <ChatSkeleton />
    return error.code === 'not_found' ? (
      <Notice icon={MessageCircleOff} title={chat.missing} role="alert">
        <Button onClick={onBack}>{chat.toList}</Button>
      </Notice>
    ) : (
      <Notice icon={CircleAlert} title={chat.failed} role="alert">
        <Button look="primary" onClick={() => void refresh()}>
          {app.tryAgain}
        </Button>
      </Notice>
    )
  }

  return (
    <>
      <ChatHeader {...{ conversation, actions, isPanelShown, onTogglePanel, onBack }} />
      {view.status === 'loading' && view.items.length === 0 ? (
        <ChatSkeleton />
      ) : view.status === 'error' && view.items.length === 0 ? (
        <Notice icon={CircleAlert} title={chat.failed} role="alert">
          <Button look="primary" onClick={() => void view.retry()}>
            {app.tryAgain}
          </Button>
        </Notice>
      ) : (
        <MessageList conversation={conversation} view={view} agents={agents} handle={messages} />
      )}
      <TypingIndicator conversation={conversation} agents={agents} />
      <ReplyArea {...{ conversation, composer }} onSend={() => messages.current?.toEnd()} />
    </>
  )
}

interface ReplyAreaProps {
  conversation: Conversation
  composer: RefObject<HTMLTextAreaElement | null>
  onSend: () => void
}

function ReplyArea({ conversation, composer, onSend }: ReplyAreaProps) {
  const replyWindow = useReplyWindow(conversation)
  return replyWindow.state === 'closed' ? (
    <ClosedComposer />
  ) : (
    <Composer conversationId={conversation.id} inputRef={composer} onSend={onSend} />
  )
}

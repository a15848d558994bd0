'use client'

import type { Agent, Conversation } from '@pytake/protocol'
import { useTyping } from '@pytake/react'
import { useWords } from '../../words/words-provider'

/** Who is typing, on a line that is always there: nothing moves when it fills. */
export function TypingIndicator({ conversation, agents }: { conversation: Conversation; agents: readonly Agent[] }) {
  const { chat } = useWords()
  const typing = useTyping(conversation.id)
  const colleagues = typing.agents.map((id) => agents.find(({ user_id }) => user_id === id)?.name ?? id)
  const names = typing.customer ? [conversation.contact.name, ...colleagues] : colleagues
  return (
    <p
      data-testid="typing-indicator"
      data-typing={names.length > 0}
      aria-live="polite"
      className="flex h-6 shrink-0 items-center gap-2 truncate px-4 text-meta text-ink-soft md:px-6"
    >
      {names.length > 0 && (
        <>
          <Dots />
          <span className="truncate">{names.map((name) => chat.typing(name)).join(' · ')}</span>
        </>
      )}
    </p>
  )
}

function Dots() {
  return (
    <span aria-hidden className="flex gap-0.5">
      {['0ms', '150ms', '300ms'].map((delay) => (
        <span
          key={delay}
          style={{ animationDelay: delay }}
          className="size-1.5 animate-bounce rounded-full bg-accent"
        />
      ))}
    </span>
  )
}

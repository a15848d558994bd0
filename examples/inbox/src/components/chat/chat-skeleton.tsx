'use client'

import clsx from 'clsx'
import { useWords } from '../../words/words-provider'

const bubbles = ['w-52', 'w-36 self-end', 'w-64 self-end', 'w-44', 'w-72', 'w-40 self-end']

/** Shown only until the messages have arrived for the first time. */
export function ChatSkeleton() {
  const { chat } = useWords()
  return (
    <div
      role="status"
      aria-label={chat.loading}
      className="flex min-h-0 flex-1 flex-col justify-end gap-3 overflow-hidden px-4 pb-6 md:px-6"
    >
      {bubbles.map((look) => (
        <div key={look} aria-hidden className={clsx('skeleton h-10 shrink-0 !rounded-bubble', look)} />
      ))}
    </div>
  )
}

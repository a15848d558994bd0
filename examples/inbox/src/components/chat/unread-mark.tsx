'use client'

import { useWords } from '../../words/words-provider'

/** Above the first message that was unread when the chat was opened. */
export function UnreadMark({ count }: { count: number }) {
  const { chat } = useWords()
  return (
    <div data-unread-mark className="flex items-center gap-3 px-4 pt-4 pb-1 text-meta font-medium text-accent md:px-6">
      <span aria-hidden className="h-px flex-1 bg-accent/35" />
      {chat.unreadHere(count)}
      <span aria-hidden className="h-px flex-1 bg-accent/35" />
    </div>
  )
}

'use client'

import clsx from 'clsx'
import { ArrowDown } from 'lucide-react'
import { useWords } from '../../words/words-provider'

/** The way down for somebody who reads further up, and what waits there. */
export function NewMessagesPill({ count, onClick }: { count: number; onClick: () => void }) {
  const { chat } = useWords()
  return (
    <button
      type="button"
      data-testid="new-messages-pill"
      data-count={count}
      aria-label={count > 0 ? chat.newMessages(count) : chat.toNewest}
      onClick={onClick}
      className={clsx(
        'absolute bottom-3 flex h-9 items-center gap-1.5 rounded-full shadow-raised pointer-coarse:h-11',
        'animate-[rise_var(--speed)_ease-out] text-secondary font-medium',
        count > 0
          ? 'left-1/2 -translate-x-1/2 bg-accent px-4 text-accent-ink'
          : 'right-5 w-9 justify-center bg-raised text-ink-soft pointer-coarse:w-11',
      )}
    >
      <ArrowDown aria-hidden size={16} />
      {count > 0 && <span className="tabular whitespace-nowrap">{chat.newMessages(count)}</span>}
    </button>
  )
}

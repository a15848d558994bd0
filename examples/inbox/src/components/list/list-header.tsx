'use client'

import { useConnection } from '@pytake/react'
import clsx from 'clsx'
import { Keyboard } from 'lucide-react'
import { useWords } from '../../words/words-provider'
import { AccountMenu } from '../account-menu'
import { IconButton } from '../icon-button'

/** Title, all unread messages, the state of the connection, and the person's own menu. */
export function ListHeader({ unread, onHelp }: { unread: number; onHelp: () => void }) {
  const { app, list, help } = useWords()
  return (
    <header className="flex h-16 shrink-0 items-center gap-2 pr-3 pl-4">
      <h2 className="text-[18px] font-semibold tracking-[-0.01em]">{app.title}</h2>
      <span
        data-testid="unread-total"
        data-count={unread}
        title={list.unread(unread)}
        aria-hidden
        className={clsx(
          'tabular h-5 min-w-5 place-items-center rounded-full bg-accent-soft px-1.5 text-meta font-semibold text-accent',
          unread === 0 ? 'hidden' : 'grid',
        )}
      >
        {unread}
      </span>
      <span className="sr-only">{list.unread(unread)}</span>
      <ConnectionDot />
      <span className="flex-1" />
      <IconButton icon={Keyboard} label={help.open} onClick={onHelp} className="hidden pointer-fine:grid" />
      <AccountMenu onHelp={onHelp} />
    </header>
  )
}

function ConnectionDot() {
  const { connection } = useWords()
  const { isConnected, status } = useConnection()
  if (status === 'idle' || isConnected) return null
  return (
    <span title={connection.connecting} className="size-2 animate-pulse rounded-full bg-status-waiting">
      <span className="sr-only">{connection.connecting}</span>
    </span>
  )
}

'use client'

import clsx from 'clsx'
import { MessageSquareText } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useShortcuts } from '../../keyboard/use-shortcuts'
import { openList, useOpenId } from '../../navigation/route'
import { useWords } from '../../words/words-provider'
import { ChatPane } from '../chat/chat-pane'
import type { ListHandle } from '../list/conversation-list'
import { ListPane } from '../list/list-pane'
import { Notice } from '../notice'
import { ContactPanel } from '../panel/contact-panel'
import { Announcer } from './announcer'
import { ConnectionBanner } from './connection-banner'
import { HelpDialog } from './help-dialog'
import { UnreadBadge } from './unread-badge'

/** Everything on the screen: list, chat and contact side by side, or one after the other on a phone. */
export function Inbox() {
  const words = useWords()
  const openId = useOpenId()
  const list = useRef<ListHandle>(null)
  const search = useRef<HTMLInputElement>(null)
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const [isPanelShown, setIsPanelShown] = useState(true)
  const showHelp = useCallback(() => setIsHelpOpen(true), [])
  const pane = useFollowingFocus(openId, list)

  const back = useCallback(() => {
    if (openId !== null) openList()
  }, [openId])

  useShortcuts(
    useMemo(() => {
      const down = () => list.current?.move(1)
      const up = () => list.current?.move(-1)
      const find = () => search.current?.focus()
      return { j: down, arrowdown: down, k: up, arrowup: up, '/': find, '?': showHelp, escape: back }
    }, [back, showHelp]),
  )

  return (
    <div className="grid h-dvh grid-rows-[auto_minmax(0,1fr)] overflow-hidden">
      <ConnectionBanner />
      <main
        className={clsx(
          'grid min-h-0 grid-cols-1 md:grid-cols-[minmax(280px,var(--list-width))_minmax(0,1fr)]',
          'panel:has-[>aside]:grid-cols-[var(--list-width)_minmax(0,1fr)_var(--panel-width)]',
        )}
      >
        <h1 className="sr-only">{words.app.title}</h1>
        {/* On a phone the list stays in place behind the chat, only hidden: it keeps its scroll position. */}
        <section
          aria-label={words.list.pane}
          className={clsx(
            'col-start-1 row-start-1 flex min-h-0 min-w-0 flex-col border-line bg-canvas md:border-r pt-[env(safe-area-inset-top)]',
            openId !== null && 'max-md:invisible',
          )}
        >
          <ListPane openId={openId} listHandle={list} searchRef={search} onHelp={showHelp} />
        </section>
        <section
          ref={pane}
          tabIndex={-1}
          aria-label={words.chat.pane}
          className={clsx(
            'col-start-1 row-start-1 flex min-h-0 min-w-0 flex-col bg-sunken pt-[env(safe-area-inset-top)] outline-none md:col-start-2',
            openId === null && 'max-md:invisible',
          )}
        >
          {openId === null ? (
            <Notice icon={MessageSquareText} title={words.chat.none} hint={words.chat.noneHint} />
          ) : (
            <ChatPane
              key={openId}
              id={openId}
              isPanelShown={isPanelShown}
              onTogglePanel={() => setIsPanelShown((shown) => !shown)}
              onBack={back}
            />
          )}
        </section>
        {openId !== null && isPanelShown && <ContactPanel id={openId} />}
      </main>
      <HelpDialog isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)} />
      <UnreadBadge />
      <Announcer />
    </div>
  )
}

/**
 * Takes the keyboard along: on a phone the chat covers the row that had the focus; side by side it stays in the list.
 * On the way back it returns to the row one came from.
 */
function useFollowingFocus(openId: string | null, list: RefObject<ListHandle | null>) {
  const pane = useRef<HTMLElement>(null)
  const lastId = useRef(openId)
  useEffect(() => {
    const from = lastId.current
    lastId.current = openId
    if (openId === null) {
      if (from !== null) list.current?.focus(from)
    } else if (!window.matchMedia('(min-width: 768px)').matches) pane.current?.focus()
  }, [openId, list])
  return pane
}

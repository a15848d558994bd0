'use client'

import type { MessagesView } from '@pytake/react'
import { LoaderCircle } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useWords } from '../../words/words-provider'

/** Its height: the messages begin below it. */
export const OLDER_MESSAGES_PX = 48

/** Starts loading while the reader is still this far below the oldest message. */
const LOAD_AHEAD_PX = 800

/** The upper end of a chat: fetches older messages before they are needed, or says that this is the beginning. */
export function OlderMessages({ view: { items, hasOlder, loadOlder, status } }: { view: MessagesView }) {
  const { chat, app } = useWords()
  const mark = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (mark.current === null || !hasOlder || status !== 'ready') return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void loadOlder()
      },
      { root: mark.current.parentElement, rootMargin: `${LOAD_AHEAD_PX}px 0px 0px` },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
    // Observed anew after each page: one that leaves the mark in view must bring the next.
  }, [hasOlder, loadOlder, status, items.length])

  if (status === 'error') {
    return (
      <p
        ref={mark}
        role="alert"
        className="mt-auto h-12 shrink-0 content-center text-center text-secondary text-ink-soft"
      >
        {chat.olderFailed}{' '}
        <button type="button" onClick={() => void loadOlder()} className="font-semibold text-accent underline">
          {app.tryAgain}
        </button>
      </p>
    )
  }
  return (
    <div ref={mark} className="mt-auto grid h-12 shrink-0 place-items-center text-meta text-ink-faint">
      {hasOlder ? <LoaderCircle aria-label={chat.loadingOlder} size={18} className="animate-spin" /> : chat.beginning}
    </div>
  )
}

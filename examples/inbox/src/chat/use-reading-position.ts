'use client'

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** Closer than this to the end counts as being there. */
const END_PX = 64

/** Where the reader is: at the end, or with one message at a certain height below the upper edge. */
type Position = { at: 'end' } | { at: 'message'; element: HTMLElement; topPx: number }

export interface ReadingPosition {
  scroller: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLOListElement | null>
  /** True while the newest message is in view; new ones then come into view by themselves. */
  isAtEnd: boolean
  onScroll: () => void
  toEnd: () => void
  /** Puts an element near the upper edge, e.g. the first unread message. */
  toElement: (element: HTMLElement) => void
}

/**
 * Keeps what is being read where it is, whatever comes above or below, changes its height, or resizes the window.
 *
 * Browsers anchor scrolling themselves, but not all of them, and none at the end of a chat; so their way is switched off
 * (`overflow-anchor: none`) and one rule holds everywhere.
 *
 * @param items restored after every change of these
 */
export function useReadingPosition(items: readonly unknown[]): ReadingPosition {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLOListElement>(null)
  const position = useRef<Position>({ at: 'end' })
  const [isAtEnd, setIsAtEnd] = useState(true)

  const restore = useCallback(() => {
    if (scroller.current !== null) restorePosition(scroller.current, position.current)
  }, [])

  useLayoutEffect(restore, [items, restore])

  useEffect(() => {
    const observer = new ResizeObserver(restore)
    if (scroller.current !== null) observer.observe(scroller.current)
    if (content.current !== null) observer.observe(content.current)
    return () => observer.disconnect()
  }, [restore])

  const onScroll = useCallback(() => {
    if (scroller.current === null) return
    position.current = readPosition(scroller.current) ?? position.current
    setIsAtEnd(position.current.at === 'end')
  }, [])

  const toEnd = useCallback(() => {
    position.current = { at: 'end' }
    setIsAtEnd(true)
    restore()
  }, [restore])

  const toElement = useCallback(
    (element: HTMLElement) => {
      position.current = { at: 'message', element, topPx: 12 }
      restore()
    },
    [restore],
  )

  return { scroller, content, isAtEnd, onScroll, toEnd, toElement }
}

function readPosition(scroller: HTMLElement): Position | null {
  if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < END_PX) return { at: 'end' }
  const edge = scroller.getBoundingClientRect()
  for (const element of scroller.querySelectorAll<HTMLElement>('[data-key]')) {
    const box = element.getBoundingClientRect()
    if (box.bottom > edge.top) return { at: 'message', element, topPx: box.top - edge.top }
  }
  return null
}

function restorePosition(scroller: HTMLElement, position: Position): void {
  if (position.at === 'end') {
    scroller.scrollTop = scroller.scrollHeight
    return
  }
  if (!position.element.isConnected) return
  const topPx = position.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top
  scroller.scrollTop += topPx - position.topPx
}

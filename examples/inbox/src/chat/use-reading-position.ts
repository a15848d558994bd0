'use client'

import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { VirtualizerHandle } from 'virtua'

/** Closer than this to the end counts as being there. */
const END_PX = 64
/** What stays visible above a message that is brought into view. */
const MARGIN_PX = 12

export interface ReadingPosition {
  virtualizer: RefObject<VirtualizerHandle | null>
  /** True while the newest message is in view; new ones then come into view by themselves. */
  isAtEnd: boolean
  /** True for the one change that put messages above the first: what is read stays where it is. */
  isPrepended: boolean
  onScroll: (offsetPx: number) => void
  onResize: () => void
  toEnd: () => void
  /** Puts a message near the upper edge, e.g. the first unread one. */
  toIndex: (index: number) => void
}

/**
 * Keeps what is being read where it is, whatever comes above or below, changes its height, or resizes the window. Only
 * the rows near the view exist, so that ten thousand messages scroll as smoothly as ten.
 */
export function useReadingPosition(items: readonly { key: string }[]): ReadingPosition {
  const virtualizer = useRef<VirtualizerHandle>(null)
  const follows = useRef(true)
  const lastOffsetPx = useRef(0)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const lastIndex = items.length - 1

  const restore = useCallback(() => {
    if (follows.current && lastIndex >= 0) virtualizer.current?.scrollToIndex(lastIndex, { align: 'end' })
  }, [lastIndex])

  useLayoutEffect(restore, [items, restore])

  const onScroll = useCallback(
    (offsetPx: number) => {
      const list = virtualizer.current
      if (list === null) return
      const isNear = list.scrollSize - offsetPx - list.viewportSize < END_PX
      // The end moved away from a reader who did not move up: he goes along.
      const isLeftBehind = follows.current && !isNear && offsetPx >= lastOffsetPx.current
      lastOffsetPx.current = offsetPx
      if (isLeftBehind) return restore()
      follows.current = isNear
      setIsAtEnd(isNear)
    },
    [restore],
  )

  const toEnd = useCallback(() => {
    follows.current = true
    setIsAtEnd(true)
    restore()
  }, [restore])

  const toIndex = useCallback((index: number) => {
    follows.current = false
    virtualizer.current?.scrollToIndex(index, { align: 'start', offset: -MARGIN_PX })
  }, [])

  return { virtualizer, isAtEnd, isPrepended: useIsPrepended(items), onScroll, onResize: restore, toEnd, toIndex }
}

function useIsPrepended(items: readonly { key: string }[]): boolean {
  const [known, setKnown] = useState({ items, isPrepended: false })
  if (known.items === items) return known.isPrepended
  const firstKey = known.items[0]?.key
  const isPrepended = firstKey !== items[0]?.key && items.some(({ key }) => key === firstKey)
  setKnown({ items, isPrepended })
  return isPrepended
}

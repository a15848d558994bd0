'use client'

import { useAgents, type ConversationListView } from '@pytake/react'
import { LoaderCircle } from 'lucide-react'
import { useImperativeHandle, useMemo, useRef, type Ref } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useWords } from '../../words/words-provider'
import { ConversationRow } from './conversation-row'

/** Moves the keyboard focus between rows, also to those that are not drawn yet. */
export interface ListHandle {
  /** Focuses the row `step` away from the focused one, from the open one, or the first. */
  move(step: 1 | -1): void
  /** Focuses the row of a conversation, if it is in the list. */
  focus(id: string): void
}

const ROW_HEIGHT_PX = 72
const LOAD_AHEAD_PX = 10 * ROW_HEIGHT_PX
const MAX_FRAMES_TO_DRAW = 10

interface ConversationListProps {
  view: ConversationListView
  openId: string | null
  term: string
  handle: Ref<ListHandle>
}

/** The rows, of which only the visible ones exist: ten thousand scroll as smoothly as ten. */
export function ConversationList({ view, openId, term, handle }: ConversationListProps) {
  const { list } = useWords()
  const { items, hasMore, status, loadMore } = view
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useRef<VirtualizerHandle>(null)
  const assignees = useAgentNames()

  // The row a key press is on its way to: held down, a key comes again before a far row is drawn and focused.
  const headingFor = useRef<string | null>(null)

  useImperativeHandle(handle, () => {
    const focus = async (index: number) => {
      const id = items[index]?.id
      if (id === undefined) return
      headingFor.current = id
      virtualizer.current?.scrollToIndex(index, { align: 'nearest' })
      const row = await drawnRow(scroller.current, id)
      if (headingFor.current !== id) return
      headingFor.current = null
      row?.focus({ preventScroll: true })
    }
    return {
      move: (step) => {
        const from = headingFor.current ?? focusedId(scroller.current) ?? openId
        void focus(nextIndex(items, from, step))
      },
      focus: (id) => void focus(items.findIndex((item) => item.id === id)),
    }
  }, [items, openId])

  const loadAhead = (offset: number) => {
    const view = virtualizer.current
    if (view === null || !hasMore || status !== 'ready') return
    if (view.scrollSize - offset - view.viewportSize < LOAD_AHEAD_PX) void loadMore()
  }

  return (
    <div ref={scroller} className="scroll-pane min-h-0 flex-1">
      <Virtualizer ref={virtualizer} as="ul" item="li" itemSize={ROW_HEIGHT_PX} onScroll={loadAhead}>
        {items.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            isOpen={conversation.id === openId}
            term={term}
            assignee={assignees.get(conversation.assignee_id ?? '') ?? null}
          />
        ))}
      </Virtualizer>
      {hasMore && (
        <p className="grid h-12 place-items-center text-ink-faint">
          <LoaderCircle aria-label={list.loadingMore} size={18} className="animate-spin" />
        </p>
      )}
    </div>
  )
}

function useAgentNames(): ReadonlyMap<string, string> {
  const { agents } = useAgents()
  return useMemo(() => new Map(agents.map((agent) => [agent.user_id, agent.name ?? agent.user_id])), [agents])
}

function nextIndex(items: ConversationListView['items'], fromId: string | null, step: 1 | -1): number {
  const from = items.findIndex((item) => item.id === fromId)
  if (from === -1) return 0
  return Math.min(items.length - 1, Math.max(0, from + step))
}

const focusedId = (scroller: HTMLElement | null): string | null => {
  const focused = document.activeElement
  return focused instanceof HTMLElement && scroller?.contains(focused)
    ? (focused.dataset['conversationId'] ?? null)
    : null
}

const findRow = (scroller: HTMLElement | null, id: string): HTMLElement | null =>
  scroller?.querySelector<HTMLElement>(`[data-conversation-id="${CSS.escape(id)}"]`) ?? null

/** A row outside the window is drawn by the scrolling, some frames later. */
async function drawnRow(scroller: HTMLElement | null, id: string): Promise<HTMLElement | null> {
  for (let frame = 0; frame < MAX_FRAMES_TO_DRAW; frame++) {
    const row = findRow(scroller, id)
    if (row !== null) return row
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  return null
}

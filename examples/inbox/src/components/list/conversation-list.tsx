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

  useImperativeHandle(handle, () => {
    const focus = (index: number) => focusRow(scroller.current, virtualizer.current, items[index]?.id, index)
    return {
      move: (step) => focus(nextIndex(items, focusedId(scroller.current) ?? openId, step)),
      focus: (id) => focus(items.findIndex((item) => item.id === id)),
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

function focusRow(
  scroller: HTMLElement | null,
  virtualizer: VirtualizerHandle | null,
  id: string | undefined,
  index: number,
): void {
  if (scroller === null || id === undefined) return
  virtualizer?.scrollToIndex(index, { align: 'nearest' })
  // A row outside the window is drawn by the scrolling and can be focused one frame later.
  const find = () => scroller.querySelector<HTMLElement>(`[data-conversation-id="${CSS.escape(id)}"]`)
  const row = find()
  if (row !== null) row.focus({ preventScroll: true })
  else requestAnimationFrame(() => find()?.focus({ preventScroll: true }))
}

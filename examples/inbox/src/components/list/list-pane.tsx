'use client'

import { useConversationList, useCounts, type StatusFilter } from '@pytake/react'
import { useState, type Ref, type RefObject } from 'react'
import { useWords } from '../../words/words-provider'
import { ConversationList, type ListHandle } from './conversation-list'
import { FilterTabs } from './filter-tabs'
import { ListHeader } from './list-header'
import { EmptyList, FailedList } from './list-notice'
import { ListSkeleton } from './list-skeleton'
import { SearchField } from './search-field'

interface ListPaneProps {
  openId: string | null
  listHandle: Ref<ListHandle>
  searchRef: RefObject<HTMLInputElement | null>
  onHelp: () => void
}

/** The left column: who is here, what to search, which statuses, and the conversations. */
export function ListPane({ openId, listHandle, searchRef, onHelp }: ListPaneProps) {
  const words = useWords()
  const [filter, setFilter] = useState<StatusFilter>('all')
  const [term, setTerm] = useState('')
  const { counts } = useCounts()
  const view = useConversationList({ ...(filter === 'all' ? {} : { status: filter }), search: term })

  return (
    <>
      <ListHeader unread={counts?.unread ?? 0} onHelp={onHelp} />
      <SearchField value={term} onChange={setTerm} inputRef={searchRef} />
      <FilterTabs value={filter} onChange={setFilter} />
      <nav aria-label={words.list.label} aria-busy={view.isStale} className="flex min-h-0 flex-1 flex-col">
        {view.items.length > 0 ? (
          <ConversationList view={view} openId={openId} term={term} handle={listHandle} />
        ) : view.status === 'error' ? (
          <FailedList error={view.error} onRetry={() => void view.refresh()} />
        ) : view.status === 'loading' || view.isStale ? (
          <ListSkeleton />
        ) : (
          <EmptyList
            filter={filter}
            term={term.trim()}
            onShowAll={() => setFilter('all')}
            onClearSearch={() => setTerm('')}
          />
        )}
      </nav>
    </>
  )
}

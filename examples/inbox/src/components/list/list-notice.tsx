'use client'

import type { PytakeError } from '@pytake/client'
import type { StatusFilter } from '@pytake/react'
import { CircleAlert, Inbox, MessagesSquare, SearchX } from 'lucide-react'
import { useWords } from '../../words/words-provider'
import { Button } from '../button'
import { Notice } from '../notice'

interface EmptyListProps {
  filter: StatusFilter
  term: string
  onShowAll: () => void
  onClearSearch: () => void
}

/** Why the list is empty, with the way back. */
export function EmptyList({ filter, term, onShowAll, onClearSearch }: EmptyListProps) {
  const { list, search, filters } = useWords()
  if (term !== '') {
    return (
      <Notice icon={SearchX} title={search.nothing(term)} hint={search.nothingHint} role="status">
        <div className="flex flex-wrap justify-center gap-2">
          {filter !== 'all' && <Button onClick={onShowAll}>{search.everywhere}</Button>}
          <Button onClick={onClearSearch}>{search.clear}</Button>
        </div>
      </Notice>
    )
  }
  if (filter === 'all') return <Notice icon={Inbox} title={list.empty} hint={list.emptyHint} role="status" />
  return (
    <Notice icon={MessagesSquare} title={list.emptyFilter(filters[filter])} hint={list.emptyFilterHint} role="status">
      <Button onClick={onShowAll}>{list.showAll}</Button>
    </Notice>
  )
}

/** The list could not be loaded and there is nothing older to show. */
export function FailedList({ error, onRetry }: { error: PytakeError; onRetry: () => void }) {
  const { list, app } = useWords()
  return (
    <Notice icon={CircleAlert} title={list.failed} role="alert">
      <Button look="primary" onClick={onRetry}>
        {app.tryAgain}
      </Button>
      <details className="text-meta text-ink-soft">
        <summary className="cursor-pointer">{app.details}</summary>
        <code className="break-words">
          {error.code}: {error.message}
        </code>
      </details>
    </Notice>
  )
}

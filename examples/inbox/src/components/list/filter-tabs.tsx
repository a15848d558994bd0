'use client'

import { useCounts, type StatusFilter } from '@pytake/react'
import clsx from 'clsx'
import { useWords } from '../../words/words-provider'

const filters: readonly StatusFilter[] = ['all', 'waiting', 'active', 'assigned', 'closed']

/** The statuses as a row of choices with live totals. */
export function FilterTabs({ value, onChange }: { value: StatusFilter; onChange: (filter: StatusFilter) => void }) {
  const words = useWords().filters
  const { counts } = useCounts()
  return (
    <div className="shrink-0 border-b border-line">
      <div role="group" aria-label={words.label} className="no-scrollbar fade-end flex overflow-x-auto px-2">
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            aria-pressed={filter === value}
            aria-label={counts === null ? words[filter] : words.withCount(words[filter], counts[filter])}
            data-testid={`filter-${filter}`}
            onClick={(event) => {
              onChange(filter)
              event.currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' })
            }}
            className={clsx(
              'relative flex h-10 shrink-0 items-center gap-1.5 px-2 text-secondary whitespace-nowrap outline-offset-[-2px] pointer-coarse:h-11',
              'transition-colors duration-(--speed)',
              filter === value ? 'font-semibold text-ink' : 'text-ink-soft hover:text-ink',
            )}
          >
            {words[filter]}
            {counts !== null && <span className="tabular text-meta font-normal text-ink-faint">{counts[filter]}</span>}
            {filter === value && (
              <span aria-hidden className="absolute inset-x-2 bottom-0 h-0.5 rounded-full bg-accent" />
            )}
          </button>
        ))}
      </div>
    </div>
  )
}

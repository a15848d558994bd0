'use client'

import { Search, X } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { useWords } from '../../words/words-provider'

interface SearchFieldProps {
  value: string
  onChange: (term: string) => void
  inputRef: RefObject<HTMLInputElement | null>
}

/** Search over names, numbers and messages; Esc first clears it and then leaves it. */
export function SearchField({ value, onChange, inputRef }: SearchFieldProps) {
  const words = useWords().search

  const leave = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    if (value === '') event.currentTarget.blur()
    else onChange('')
  }

  return (
    <div className="relative mx-4 mb-2 shrink-0">
      <Search
        aria-hidden
        size={16}
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-faint"
      />
      <input
        ref={inputRef}
        // Not type="search": its own clear button differs in every browser and cannot be labelled.
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        aria-label={words.label}
        placeholder={words.placeholder}
        data-testid="search-input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={leave}
        className="h-9 w-full rounded-control border border-transparent bg-sunken pr-9 pl-9 text-[14px] text-ellipsis placeholder:text-ink-faint focus:border-line-strong focus:bg-canvas pointer-coarse:h-11 pointer-coarse:text-[16px]"
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={words.clear}
          title={words.clear}
          onClick={() => {
            onChange('')
            inputRef.current?.focus()
          }}
          className="absolute top-1/2 right-0 grid size-9 -translate-y-1/2 place-items-center rounded-control text-ink-soft hover:text-ink pointer-coarse:size-11"
        >
          <X aria-hidden size={16} />
        </button>
      )}
    </div>
  )
}

'use client'

import { FileWarning, LoaderCircle } from 'lucide-react'
import { useWords } from '../../words/words-provider'

/** In place of a file that cannot be shown: still being fetched from WhatsApp, or lost. */
export function MediaStatus({ isComing }: { isComing: boolean }) {
  const { media } = useWords()
  return (
    <span className="flex items-center gap-2 p-2 text-secondary text-ink-soft">
      {isComing ? (
        <LoaderCircle aria-hidden size={16} className="animate-spin" />
      ) : (
        <FileWarning aria-hidden size={16} className="shrink-0" />
      )}
      {isComing ? media.preparing : media.failed}
    </span>
  )
}

'use client'

import { Lock } from 'lucide-react'
import { useWords } from '../../words/words-provider'

/** In place of the composer once WhatsApp no longer takes free replies. */
export function ClosedComposer() {
  const { composer } = useWords()
  return (
    <section
      data-testid="composer-closed"
      aria-label={composer.windowClosed}
      className="mx-3 mb-[max(12px,env(safe-area-inset-bottom))] flex shrink-0 gap-3 rounded-[12px] bg-hover p-4 md:mx-6"
    >
      <Lock aria-hidden size={18} className="mt-0.5 shrink-0 text-ink-soft" />
      <div>
        <p className="font-medium">{composer.windowClosed}</p>
        <p className="text-secondary text-pretty text-ink-soft">{composer.windowClosedWhy}</p>
      </div>
    </section>
  )
}

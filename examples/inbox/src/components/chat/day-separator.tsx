'use client'

import { dayLabel } from '../../time/relative-time'
import { useNow } from '../../time/use-now'
import { useTimeStyle } from '../../words/words-provider'

/** Where one day ends and the next begins. */
export function DaySeparator({ at }: { at: string }) {
  const style = useTimeStyle()
  const label = dayLabel(at, useNow(), style)
  return (
    <div className="flex justify-center pt-5 pb-1">
      <time dateTime={at} className="rounded-full bg-canvas px-3 py-0.5 text-meta text-ink-soft first-letter:uppercase">
        {label}
      </time>
    </div>
  )
}

'use client'

import { fullTime, relativeTime } from '../time/relative-time'
import { useNow } from '../time/use-now'
import { useTimeStyle } from '../words/words-provider'

/** A time that grows older on the screen: "now", "14:32", "yesterday". */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const style = useTimeStyle()
  const nowMs = useNow()
  return (
    <time dateTime={at} title={fullTime(at, style)} className={className}>
      {relativeTime(at, nowMs, style)}
    </time>
  )
}

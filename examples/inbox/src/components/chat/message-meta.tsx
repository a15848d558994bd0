'use client'

import type { MessageItem } from '@pytake/client'
import clsx from 'clsx'
import { clockTime } from '../../time/relative-time'
import { useTimeStyle } from '../../words/words-provider'
import { DeliveryTick } from './delivery-tick'

const isTicked = ({ sender_type, message_type }: MessageItem) => sender_type !== 'contact' && message_type !== 'note'

/** Time and tick in the lower corner of a bubble. */
export function MessageMeta({ message }: { message: MessageItem }) {
  const style = useTimeStyle()
  const hasTick = isTicked(message)
  return (
    <span
      className={clsx(
        'tabular absolute right-2.5 bottom-1 flex items-center gap-1 text-[11px] leading-4',
        hasTick ? 'text-bubble-out-soft' : message.message_type === 'note' ? 'opacity-80' : 'text-ink-faint',
      )}
    >
      <time dateTime={message.created_at}>{clockTime(message.created_at, style)}</time>
      {hasTick && <DeliveryTick status={message.status} />}
    </span>
  )
}

/**
 * Keeps the last line of a text clear of the corner: exactly as wide as time and tick. The time is drawn by the style
 * sheet, so that neither a screen reader nor a search in the page meets it twice.
 */
export function MetaSpace({ message }: { message: MessageItem }) {
  const style = useTimeStyle()
  return (
    <span
      aria-hidden
      data-time={clockTime(message.created_at, style)}
      className={clsx(
        'tabular invisible inline-block text-[11px] leading-4 select-none after:content-[attr(data-time)]',
        isTicked(message) ? 'ml-2 w-max pr-5' : 'ml-2',
      )}
    />
  )
}

/** An empty line for time and tick, below what has no text. */
export function MetaLine() {
  return <span aria-hidden className="block h-4" />
}

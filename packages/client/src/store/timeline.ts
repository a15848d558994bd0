import type { Message, MessageStatusChange } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import { createSortedTable, lowerBound } from '../lib/sorted'
import type { LoadState } from './load-state'
import { LOADING } from './load-state'
import type { MessagePlace } from './reduce'
import { applyStatus, compareMessages, confirmedItem, joinMessage } from './reduce'
import type { MessageItem, MessagesSnapshot } from './snapshots'

/** Events remembered while a page is on its way. */
const MAX_PARKED_EVENTS = 2_000
/** Beyond this, the half farthest from where it is read is let go, and can be loaded again. */
const MAX_HELD_MESSAGES = 20_000

/** Before every message, and after every one. */
export const FIRST: MessagePlace = { created_at: '', seq: 0 }
export const LAST: MessagePlace = { created_at: '~', seq: 0 }

/** A stretch of the conversation without a gap, both ends included. */
export interface MessageRange {
  from: MessagePlace
  to: MessagePlace
}

export interface MessagePage extends MessageRange {
  /** Oldest first: all that the server has in this range. */
  items: readonly Message[]
}

export interface ShownRange extends MessageRange {
  size: number
  oldest: MessageItem | undefined
  newest: MessageItem | undefined
  /** The message that is read, as far as we can tell; undefined for whatever is the newest. */
  anchor: MessageItem | undefined
}

export type MessageEvent = { kind: 'message'; message: Message } | { kind: 'status'; change: MessageStatusChange }

/** A page on its way: it was read before the events that arrive meanwhile, and may lack them. */
export interface Flight {
  /** False where more happened meanwhile than was remembered, or all was forgotten: the page does not count. */
  isWhole(): boolean
  end(): void
}

/**
 * The messages of one opened conversation, in the ranges that have been loaded. One of them is shown; what lies in a gap
 * stays hidden, since beside it there may be others that nobody told us about.
 */
export interface StoredTimeline {
  readonly cell: Cell<MessagesSnapshot>
  size(): number
  get(id: string): MessageItem | undefined
  /** Null where nothing is loaded around the place to be shown. */
  shown(): ShownRange | null
  /** True where a loaded range that still counts reaches there. */
  covers(place: MessagePlace): boolean
  /** Shows the range around this place, `LAST` for the newest messages. */
  show(place: MessagePlace): void
  setLoad(load: LoadState): void
  /** Messages of ours on their way, oldest first; the confirmed ones among them are left out. */
  setOverlay(overlay: readonly MessageItem[]): void
  apply(event: MessageEvent): void
  /** Call before a page is fetched. */
  beginFlight(): Flight
  /** Puts a page in its place; it grows together with the ranges it touches. */
  land(page: MessagePage): void
  /** What is held no longer counts: it stays on screen until the next page lands, and gives way to it. */
  expire(): void
  clear(): void
}

export function createStoredTimeline(batch: Batch, onWatched: () => void): StoredTimeline {
  const table = createSortedTable<MessageItem>(compareMessages)
  const { sorted } = table
  let ranges: MessageRange[] = []
  let isExpired = false
  let anchor: MessagePlace = LAST
  let overlay: readonly MessageItem[] = []
  let load: LoadState = LOADING
  let parked: MessageEvent[] = []
  let flights = 0
  /** Goes up when the pages on their way no longer count. */
  let lostFlights = 0

  const loseFlights = (): void => {
    parked = []
    lostFlights += 1
  }

  const rangeAt = (place: MessagePlace) =>
    ranges.find(({ from, to }) => compareMessages(from, place) <= 0 && compareMessages(place, to) <= 0)

  const boundsOf = ({ from, to }: MessageRange): [start: number, end: number] => [
    lowerBound<MessagePlace>(sorted, from, compareMessages),
    lowerBound<MessagePlace>(sorted, to, (a, b) => compareMessages(a, b) || -1),
  ]

  const cell = createCell<MessagesSnapshot>({
    batch,
    onWatched,
    build: () => {
      const range = rangeAt(anchor)
      const items = range ? sorted.slice(...boundsOf(range)) : []
      const hasNewer = range !== undefined && range.to !== LAST
      if (!hasNewer) items.push(...without(overlay, items))
      return { items, hasOlder: range?.from !== FIRST, hasNewer, ...load }
    },
  })

  const putMessage = (message: Message): void => {
    const held = table.get(message.id)
    if (held === undefined && !rangeAt(message)) return confirmOverlay(message)
    const joined = joinMessage(held, message)
    if (joined === held) return
    table.put(joined)
    if (sorted.length > MAX_HELD_MESSAGES) trim()
    cell.invalidate()
  }

  /** The server has it, and nothing is loaded where it belongs: until then it stays where it is on screen. */
  const confirmOverlay = (message: Message): void => {
    const index = overlay.findIndex(({ key, origin }) => origin === 'outbox' && key === message.client_message_id)
    if (index < 0) return
    overlay = overlay.with(index, confirmedItem(message))
    cell.invalidate()
  }

  const trim = (): void => {
    const range = rangeAt(anchor)
    if (!range) return
    const [start, end] = boundsOf(range)
    const middle = lowerBound<MessagePlace>(sorted, anchor, compareMessages)
    const low = Math.max(start, Math.min(middle - MAX_HELD_MESSAGES / 4, end - MAX_HELD_MESSAGES / 2))
    const kept = sorted.slice(low, Math.min(low + MAX_HELD_MESSAGES / 2, end))
    ranges = [
      {
        from: low === start ? range.from : (kept[0] ?? range.from),
        to: low + kept.length === end ? range.to : (kept.at(-1) ?? range.to),
      },
    ]
    table.clear()
    kept.forEach(table.put)
    loseFlights()
  }

  const applyNow = (event: MessageEvent): void => {
    if (event.kind === 'message') return putMessage(event.message)
    const held = table.get(event.change.message_id)
    if (held === undefined) return
    const changed = applyStatus(held, event.change)
    if (changed === held) return
    table.put(changed)
    cell.invalidate()
  }

  const drop = (): void => {
    table.clear()
    ranges = []
    isExpired = false
    cell.invalidate()
  }

  return {
    cell,
    size: () => sorted.length,
    get: table.get,
    shown: () => {
      const range = rangeAt(anchor)
      if (!range) return null
      const [start, end] = boundsOf(range)
      const at = sorted[lowerBound<MessagePlace>(sorted, anchor, compareMessages)]
      return { ...range, size: end - start, oldest: sorted[start], newest: sorted[end - 1], anchor: at }
    },
    covers: (place) => !isExpired && rangeAt(place) !== undefined,
    show: (place) => {
      const before = rangeAt(anchor)
      anchor = place
      if (rangeAt(place) !== before) cell.invalidate()
    },
    setLoad: (next) => {
      if (next === load) return
      load = next
      cell.invalidate()
    },
    setOverlay: (next) => {
      if (next.length === 0 && overlay.length === 0) return
      const confirmed = overlay.filter(({ id, origin }) => origin === 'server' && !table.get(id))
      overlay = [...confirmed, ...without(next, confirmed)]
      cell.invalidate()
    },
    apply: (event) => {
      if (flights > 0 && parked.push(event) > MAX_PARKED_EVENTS) loseFlights()
      applyNow(event)
    },
    beginFlight: () => {
      const begun = lostFlights
      flights += 1
      return {
        isWhole: () => begun === lostFlights,
        end: () => {
          flights -= 1
          if (flights === 0) parked = []
        },
      }
    },
    land: ({ items, from, to }) => {
      if (isExpired) drop()
      const grown = { from, to }
      ranges = ranges.filter((other) => {
        if (compareMessages(other.to, grown.from) < 0 || compareMessages(grown.to, other.from) < 0) return true
        if (compareMessages(other.from, grown.from) < 0) grown.from = other.from
        if (compareMessages(other.to, grown.to) > 0) grown.to = other.to
        return false
      })
      ranges.push(grown)
      items.forEach(putMessage)
      // What the page was read too early for; versions make repeats harmless.
      parked.forEach(applyNow)
      cell.invalidate()
    },
    expire: () => {
      isExpired = ranges.length > 0
      // A page that joins what is held must not land after what it joins was given up.
      loseFlights()
    },
    clear: () => {
      drop()
      anchor = LAST
      overlay = overlay.filter(({ origin }) => origin === 'outbox')
      loseFlights()
    },
  }
}

const without = (items: readonly MessageItem[], others: readonly MessageItem[]): MessageItem[] =>
  items.filter(({ key }) => !others.some((other) => other.key === key))

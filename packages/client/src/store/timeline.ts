import type { Message, MessageStatusChange } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import { insertSorted, lowerBound, removeSorted } from '../lib/sorted'
import type { LoadState } from './load-state'
import { LOADING } from './load-state'
import type { MessagePlace } from './reduce'
import { applyStatus, compareMessages, joinMessage } from './reduce'
import type { MessageItem, MessagesSnapshot } from './snapshots'

/** Events remembered while a page is on its way. */
const MAX_PARKED_EVENTS = 2_000

export interface MessagePage {
  /** Oldest first. */
  items: readonly Message[]
  /** True where nothing is older. */
  isFirst: boolean
}

export type MessageEvent = { kind: 'message'; message: Message } | { kind: 'status'; change: MessageStatusChange }

/** A page on its way: it was read before the events that arrive meanwhile, and may lack them. */
export interface Flight {
  /** False where more happened meanwhile than was remembered: the page has to be fetched again. */
  isWhole(): boolean
  /** Ends it; without landing, the page is given up. */
  end(): void
}

/** The messages of one opened conversation, from the newest down to where they have been loaded. */
export interface StoredTimeline {
  readonly cell: Cell<MessagesSnapshot>
  size(): number
  hasOlder(): boolean
  oldest(): MessageItem | undefined
  get(id: string): MessageItem | undefined
  setLoad(load: LoadState): void
  /** Messages of ours on their way, oldest first; the confirmed ones among them are left out. */
  setOverlay(overlay: readonly MessageItem[]): void
  apply(event: MessageEvent): void
  /** Call before a page is fetched. */
  beginFlight(): Flight
  /** Puts a page in place; `isNewest` begins anew with it. */
  land(page: MessagePage, options: { isNewest: boolean }): void
  clear(): void
}

export function createStoredTimeline(batch: Batch, onWatched: () => void): StoredTimeline {
  const byId = new Map<string, MessageItem>()
  const sorted: MessageItem[] = []
  /** Only messages that could stand in an overlay: those with a `client_message_id`. */
  const confirmedKeys = new Set<string>()
  let overlay: readonly MessageItem[] = []
  let load: LoadState = LOADING
  let isComplete = false
  let boundary: MessagePlace | null = null
  let parked: MessageEvent[] = []
  let hasOverflowed = false
  let flights = 0

  const cell = createCell<MessagesSnapshot>({
    batch,
    onWatched,
    build: () => ({
      items: [...sorted, ...overlay.filter(({ key }) => !confirmedKeys.has(key))],
      hasOlder: !isComplete,
      ...load,
    }),
  })

  const isLoaded = (place: MessagePlace) => isComplete || (boundary !== null && compareMessages(place, boundary) >= 0)

  const replaceItem = (held: MessageItem, next: MessageItem): void => {
    byId.set(next.id, next)
    const index = lowerBound(sorted, held, compareMessages)
    if (sorted[index] === held && compareMessages(held, next) === 0) sorted[index] = next
    else {
      removeSorted(sorted, held, compareMessages)
      insertSorted(sorted, next, compareMessages)
    }
    cell.invalidate()
  }

  const putMessage = (message: Message): void => {
    const held = byId.get(message.id)
    if (held === undefined && !isLoaded(message)) return
    const joined = joinMessage(held, message)
    if (joined === held) return
    if (message.client_message_id !== undefined) confirmedKeys.add(message.client_message_id)
    if (held) return replaceItem(held, joined)
    byId.set(joined.id, joined)
    insertSorted(sorted, joined, compareMessages)
    cell.invalidate()
  }

  const applyNow = (event: MessageEvent): void => {
    if (event.kind === 'message') return putMessage(event.message)
    const held = byId.get(event.change.message_id)
    if (held === undefined) return
    const changed = applyStatus(held, event.change)
    if (changed !== held) replaceItem(held, changed)
  }

  const clear = (): void => {
    byId.clear()
    confirmedKeys.clear()
    sorted.length = 0
    isComplete = false
    boundary = null
    cell.invalidate()
  }

  return {
    cell,
    size: () => sorted.length,
    hasOlder: () => !isComplete,
    oldest: () => sorted[0],
    get: (id) => byId.get(id),
    setLoad: (next) => {
      if (next === load) return
      load = next
      cell.invalidate()
    },
    setOverlay: (next) => {
      if (next.length === 0 && overlay.length === 0) return
      overlay = next
      cell.invalidate()
    },
    apply: (event) => {
      if (flights > 0) {
        if (parked.length < MAX_PARKED_EVENTS) parked.push(event)
        else hasOverflowed = true
      }
      applyNow(event)
    },
    beginFlight: () => {
      if (flights === 0) {
        parked = []
        hasOverflowed = false
      }
      flights += 1
      let isOver = false
      return {
        isWhole: () => !hasOverflowed,
        end: () => {
          if (isOver) return
          isOver = true
          flights -= 1
          if (flights === 0) parked = []
        },
      }
    },
    land: (page, { isNewest }) => {
      if (isNewest) clear()
      isComplete = page.isFirst
      const oldest = page.items[0]
      if (oldest && (boundary === null || compareMessages(oldest, boundary) < 0)) boundary = oldest
      for (const message of page.items) putMessage(message)
      // What the page was read too early for; versions make repeats harmless.
      for (const event of parked) applyNow(event)
      cell.invalidate()
    },
    clear,
  }
}

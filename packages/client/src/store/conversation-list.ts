import type { Conversation } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import { insertSorted, removeSorted } from '../lib/sorted'
import type { LoadState } from './load-state'
import { LOADING } from './load-state'
import { createMatcher } from './matching'
import { compareConversations } from './reduce'
import type { ConversationListSnapshot, ConversationQuery } from './snapshots'

/** A page of the list as the server sent it, in its order. */
export interface ConversationPage {
  items: readonly Conversation[]
  /** True where nothing follows. */
  isLast: boolean
}

/**
 * One live list: the members among the conversations known, down to where it has been loaded. What sorts below that
 * stays hidden, since between it and the last loaded one there may be others that nobody told us about.
 */
export interface StoredList {
  readonly cell: Cell<ConversationListSnapshot>
  /** How many conversations it shows. */
  size(): number
  hasMore(): boolean
  setLoad(load: LoadState): void
  /** A conversation changed, or came to be known. */
  put(conversation: Conversation): void
  remove(id: string): void
  /** Begins anew with these pages; `known` are the conversations that are current. */
  replace(page: ConversationPage, known: Iterable<Conversation>): void
  append(page: ConversationPage, known: Iterable<Conversation>): void
  /** Forgets everything, as before the first load. */
  clear(): void
}

export function createStoredList(query: ConversationQuery, batch: Batch, onWatched: () => void): StoredList {
  const foundIds = new Set<string>()
  const matches = createMatcher(query, foundIds)
  const members = new Map<string, Conversation>()
  const sorted: Conversation[] = []
  let load: LoadState = LOADING
  let isComplete = false
  /** The last conversation of the last page, as it was then. */
  let boundary: Conversation | null = null

  const cell = createCell<ConversationListSnapshot>({
    batch,
    onWatched,
    build: () => ({ items: [...sorted], hasMore: !isComplete, ...load }),
  })

  const isLoaded = (item: Conversation) =>
    isComplete || (boundary !== null && compareConversations(item, boundary) <= 0)

  const drop = (held: Conversation): void => {
    members.delete(held.id)
    removeSorted(sorted, held, compareConversations)
  }

  const put = (item: Conversation): void => {
    const held = members.get(item.id)
    const belongs = matches(item) && isLoaded(item)
    if (held === item || (held === undefined && !belongs)) return
    if (held) drop(held)
    if (belongs) {
      members.set(item.id, item)
      insertSorted(sorted, item, compareConversations)
    }
    cell.invalidate()
  }

  const extend = (page: ConversationPage, known: Iterable<Conversation>): void => {
    isComplete = page.isLast
    boundary = page.items.at(-1) ?? boundary
    if (query.search !== undefined) for (const { id } of page.items) foundIds.add(id)
    for (const conversation of known) put(conversation)
    cell.invalidate()
  }

  const clear = (): void => {
    foundIds.clear()
    members.clear()
    sorted.length = 0
    isComplete = false
    boundary = null
    cell.invalidate()
  }

  return {
    cell,
    size: () => sorted.length,
    hasMore: () => !isComplete,
    setLoad: (next) => {
      if (next === load) return
      load = next
      cell.invalidate()
    },
    put,
    remove: (id) => {
      const held = members.get(id)
      if (held === undefined) return
      drop(held)
      cell.invalidate()
    },
    replace: (page, known) => {
      clear()
      extend(page, known)
    },
    append: extend,
    clear,
  }
}

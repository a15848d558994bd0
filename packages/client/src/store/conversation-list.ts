import type { Conversation } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import { createSortedTable } from '../lib/sorted'
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
  has(id: string): boolean
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
  const table = createSortedTable(compareConversations)
  let load: LoadState = LOADING
  let isComplete = false
  /** The last conversation of the last page, as it was then. */
  let boundary: Conversation | null = null

  const cell = createCell<ConversationListSnapshot>({
    batch,
    onWatched,
    build: () => ({ items: [...table.sorted], hasMore: !isComplete, ...load }),
  })

  /** Before the first page, whatever is known is shown at once. */
  const isLoaded = (item: Conversation) => isComplete || boundary === null || compareConversations(item, boundary) <= 0

  const remove = (id: string): void => {
    if (table.remove(id)) cell.invalidate()
  }

  const put = (item: Conversation): void => {
    if (table.get(item.id) === item) return
    if (!matches(item) || !isLoaded(item)) return remove(item.id)
    table.put(item)
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
    table.clear()
    isComplete = false
    boundary = null
    cell.invalidate()
  }

  return {
    cell,
    size: () => table.sorted.length,
    has: (id) => table.get(id) !== undefined,
    setLoad: (next) => {
      if (next === load) return
      load = next
      cell.invalidate()
    },
    put,
    remove,
    replace: (page, known) => {
      clear()
      extend(page, known)
    },
    append: extend,
    clear,
  }
}

import type { ConversationList, ConversationListSnapshot, ConversationQuery, PytakeClient } from '@pytake/client'
import { useCallback, useMemo, useState } from 'react'
import { paced } from './derived'
import { useClient } from './provider'
import { useDebounced } from './use-debounced'
import { useStore } from './use-store'

export interface ListActions {
  /** Loads the next page; a failure stands in `error`. */
  loadMore: () => Promise<void>
  /** Fetches the list again; a failure stands in `error`. */
  refresh: () => Promise<void>
}

export type ConversationListView = ConversationListSnapshot &
  ListActions & {
    /** True while `items` still answer an earlier query and the answer to this one is on its way. */
    isStale: boolean
  }

/**
 * A live list of conversations, the most recent first. Queries that are equal by value share one list.
 *
 * `search` may follow every keystroke: the server is asked when it rests. While a new query loads, what is already known
 * of its answer stays in `items`, so that a filter never flashes empty.
 *
 * @example
 * function Waiting() {
 *   const { items, hasMore, loadMore } = useConversationList({ status: 'waiting' })
 *   return (
 *     <>
 *       {items.map((conversation) => <p key={conversation.id}>{conversation.contact.name}</p>)}
 *       {hasMore && <button onClick={() => void loadMore()}>More</button>}
 *     </>
 *   )
 * }
 */
export function useConversationList(query: ConversationQuery = {}): ConversationListView {
  const client = useClient()
  const wanted = query.search?.trim() ?? ''
  const search = useDebounced(wanted, SEARCH_REST_MS)
  const list = listOf(client, query, search)
  const snapshot = useList(list)
  const lastSettled = useLastSettled(list)
  const actions = useListActions(list)

  if (snapshot.status !== 'loading') return { ...snapshot, isStale: wanted !== search, ...actions }
  const items = snapshot.items.length > 0 ? snapshot.items : knownOf(lastSettled, query)
  return { ...snapshot, items, isStale: items.length > 0 || wanted !== search, ...actions }
}

/** The list itself, rendered at most once a frame. */
export function useList(list: ConversationList): ConversationListSnapshot {
  return useStore(
    useMemo(() => paced(list), [list]),
    LOADING_LIST,
  )
}

export function useListActions(list: ConversationList): ListActions {
  const loadMore = useCallback(() => list.loadMore().catch(() => {}), [list])
  const refresh = useCallback(() => list.refresh().catch(() => {}), [list])
  return useMemo(() => ({ loadMore, refresh }), [loadMore, refresh])
}

const SEARCH_REST_MS = 250

export const LOADING_LIST: ConversationListSnapshot = { status: 'loading', error: null, items: [], hasMore: false }

function listOf(client: PytakeClient, { search: _, ...rest }: ConversationQuery, search: string): ConversationList {
  return client.conversations(search === '' ? rest : { ...rest, search })
}

/** The list shown before this one, skipping those that never had an answer. */
function useLastSettled(list: ConversationList): ConversationList | null {
  const [lists, setLists] = useState<{ current: ConversationList; settled: ConversationList | null }>({
    current: list,
    settled: null,
  })
  if (lists.current === list) return lists.settled
  const settled = lists.current.getSnapshot().status === 'loading' ? lists.settled : lists.current
  setLists({ current: list, settled })
  return settled
}

function knownOf(list: ConversationList | null, { status }: ConversationQuery): ConversationListSnapshot['items'] {
  const items = list?.getSnapshot().items ?? LOADING_LIST.items
  return status === undefined ? items : items.filter((conversation) => conversation.status === status)
}

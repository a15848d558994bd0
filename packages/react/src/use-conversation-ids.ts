import type { ConversationListSnapshot, ConversationQuery, PytakeError } from '@pytake/client'
import type { Conversation } from '@pytake/protocol'
import { useMemo } from 'react'
import { derived, paced } from './derived'
import { useClient } from './provider'
import { LOADING_LIST, useListActions, type ListActions } from './use-conversation-list'
import { useLive } from './use-store'

export interface ConversationIdsView extends ListActions {
  /** The most recent first; the same array as long as order and members are the same. */
  ids: readonly string[]
  hasMore: boolean
  status: ConversationListSnapshot['status']
  error: PytakeError | null
}

/**
 * The order of a live list without its contents, for long lists: the list renders when a conversation comes, goes or
 * moves, at most once a frame, and each row, with `useConversation(id)`, when its own conversation changes.
 *
 * @example
 * function Inbox() {
 *   return useConversationIds({ status: 'waiting' }).ids.map((id) => <Row key={id} id={id} />)
 * }
 *
 * const Row = memo(function Row({ id }: { id: string }) {
 *   const { conversation } = useConversation(id)
 *   return <p>{conversation?.contact.name}</p>
 * })
 */
export function useConversationIds(query: ConversationQuery = {}): ConversationIdsView {
  const list = useClient().conversations(query)
  const order = useMemo(() => paced(derived(list, toOrder, () => LOADING_LIST)), [list])
  const actions = useListActions(list)
  return { ...useLive(order), ...actions }
}

type Order = Omit<ConversationIdsView, keyof ListActions>

function toOrder(list: ConversationListSnapshot, before: Order | undefined): Order {
  const { items, hasMore, status, error } = list
  const isSame = before !== undefined && isSameOrder(before.ids, items)
  if (isSame && before.hasMore === hasMore && before.status === status && before.error === error) return before
  return { ids: isSame ? before.ids : items.map(({ id }) => id), hasMore, status, error }
}

const isSameOrder = (ids: readonly string[], items: readonly Conversation[]): boolean =>
  ids.length === items.length && items.every(({ id }, index) => id === ids[index])

import type { AgentsSnapshot, ConversationQuery, CountsSnapshot } from '@pytake/client'
import { useCallback, useMemo } from 'react'
import { paced } from './derived'
import { useClient } from './provider'
import { retryFailed, useLoaded, type Loaded } from './suspense'
import { useConversationActions, type ConversationView } from './use-conversation'
import { useListActions, type ConversationListView } from './use-conversation-list'
import { useTimelineActions, type MessagesView } from './use-messages'

/**
 * `useConversationList` below a `<Suspense>`: it waits for the first page and throws where that fails.
 *
 * @example
 * const Inbox = () => <Suspense fallback="…"><Waiting /></Suspense>
 *
 * function Waiting() {
 *   const { items } = useSuspenseConversationList({ status: 'waiting' })
 *   return <p>{items.length}</p>
 * }
 */
export function useSuspenseConversationList(query: ConversationQuery = {}): Loaded<ConversationListView> {
  const client = useClient()
  const list = client.conversations(query)
  const shown = useMemo(() => paced(list), [list])
  const snapshot = useLoaded(client, list, shown)
  return { ...snapshot, ...useListActions(list), isStale: false }
}

/**
 * `useConversation` below a `<Suspense>`: it waits for the conversation and throws where that fails.
 *
 * @example
 * function Title({ id }: { id: string }) {
 *   return <h1>{useSuspenseConversation(id).conversation?.contact.name}</h1>
 * }
 */
export function useSuspenseConversation(id: string): Loaded<ConversationView> {
  const client = useClient()
  const live = client.conversation(id)
  const snapshot = useLoaded(client, live)
  return { ...snapshot, ...useConversationActions(id, live) }
}

/**
 * `useMessages` below a `<Suspense>`: it waits for the newest page and throws where that fails.
 *
 * @example
 * function Chat({ id }: { id: string }) {
 *   return useSuspenseMessages(id).items.map(({ key, content }) => <p key={key}>{content}</p>)
 * }
 */
export function useSuspenseMessages(conversationId: string): Loaded<MessagesView> {
  const client = useClient()
  const timeline = client.messages(conversationId)
  const snapshot = useLoaded(client, timeline)
  return { ...snapshot, ...useTimelineActions(timeline) }
}

/**
 * `useCounts` below a `<Suspense>`.
 *
 * @example
 * const Unread = () => <b>{useSuspenseCounts().counts?.unread}</b>
 */
export function useSuspenseCounts(): Loaded<CountsSnapshot> {
  const client = useClient()
  return useLoaded(client, client.counts())
}

/**
 * `useAgents` below a `<Suspense>`.
 *
 * @example
 * const Team = () => <b>{useSuspenseAgents().agents.length}</b>
 */
export function useSuspenseAgents(): Loaded<AgentsSnapshot> {
  const client = useClient()
  return useLoaded(client, client.agents())
}

/**
 * For the button of an error boundary: asks again for what failed, before its children are rendered again.
 *
 * @example
 * function Sorry({ resetErrorBoundary }: { resetErrorBoundary: () => void }) {
 *   const reset = useErrorReset()
 *   return <button onClick={() => { reset(); resetErrorBoundary() }}>Try again</button>
 * }
 */
export function useErrorReset(): () => void {
  const client = useClient()
  return useCallback(() => retryFailed(client), [client])
}

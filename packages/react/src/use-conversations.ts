import { PytakeError, type ConversationQuery, type MessageItem } from '@pytake/client'
import type { Conversation, ConversationStatus, Message, SendMessageBody } from '@pytake/protocol'
import { useCallback, useMemo, useState } from 'react'
import { useClient } from './provider'
import { useConnectionState } from './use-connection'
import { LOADING_CONVERSATION } from './use-conversation'
import { useConversationList } from './use-conversation-list'
import { useCounts } from './use-counts'
import { LOADING_MESSAGES } from './use-messages'
import { useStore } from './use-store'

export type StatusFilter = 'all' | ConversationStatus

export interface Conversations {
  /** The filtered list, the most recent first. */
  conversations: readonly Conversation[]
  currentConversation: Conversation | null
  /** Messages of the current conversation, oldest first. */
  currentMessages: readonly MessageItem[]
  /** True while the list or the current conversation has no answer yet. */
  isLoading: boolean
  error: PytakeError | null
  /** All unread messages, not only those of the loaded conversations. */
  unreadCount: number
  isConnected: boolean

  searchTerm: string
  /** Searches names, phone numbers and messages on the server, once the typing rests. */
  setSearchTerm: (term: string) => void
  statusFilter: StatusFilter
  setStatusFilter: (filter: StatusFilter) => void

  /** Fetches the list again; a failure stands in `error`. */
  loadConversations: () => Promise<void>
  selectConversation: (id: string | null) => void
  /**
   * Sends into the current conversation: shown at once, resolved when the server has it.
   *
   * @throws PytakeError `invalid_request` where no conversation is selected, else as `client.send` does
   */
  sendMessage: (
    content: string,
    message_type?: SendMessageBody['message_type'],
    metadata?: SendMessageBody['metadata'],
  ) => Promise<Message>
  /** Marks the given or the current conversation as read. */
  markAsRead: (conversation_id?: string) => Promise<void>
}

/**
 * A whole inbox in one hook: the filtered list, the selected conversation, and what an agent does with them.
 *
 * @example
 * function Inbox() {
 *   const { conversations, currentMessages, selectConversation, sendMessage } = useConversations()
 *   return (
 *     <>
 *       {conversations.map(({ id, contact }) => <button key={id} onClick={() => selectConversation(id)}>{contact.name}</button>)}
 *       {currentMessages.map((message) => <p key={message.key}>{message.content}</p>)}
 *       <button onClick={() => void sendMessage('Olá! Como posso ajudar?')}>Greet</button>
 *     </>
 *   )
 * }
 */
export function useConversations(): Conversations {
  const [searchTerm, setSearchTerm] = useState('')
  const [statusFilter, setStatusFilter] = useState<StatusFilter>('all')
  const [currentId, selectConversation] = useState<string | null>(null)

  const list = useConversationList(toQuery(statusFilter, searchTerm))
  const current = useCurrent(currentId)
  const { counts } = useCounts()
  const isConnected = useConnectionState(useClient().connection).status === 'connected'

  return {
    conversations: list.items,
    currentConversation: current.conversation,
    currentMessages: current.messages,
    isLoading: list.status === 'loading' || current.isLoading,
    error: list.error ?? current.error,
    unreadCount: counts?.unread ?? 0,
    isConnected,
    searchTerm,
    setSearchTerm,
    statusFilter,
    setStatusFilter,
    loadConversations: list.refresh,
    selectConversation,
    ...useActions(currentId),
  }
}

const toQuery = (filter: StatusFilter, search: string): ConversationQuery => ({
  ...(filter === 'all' ? {} : { status: filter }),
  search,
})

function useCurrent(id: string | null) {
  const client = useClient()
  const { conversation, ...entity } = useStore(id === null ? null : client.conversation(id), LOADING_CONVERSATION)
  const { items, ...timeline } = useStore(id === null ? null : client.messages(id), LOADING_MESSAGES)
  return {
    conversation,
    messages: items,
    isLoading: id !== null && (entity.status === 'loading' || timeline.status === 'loading'),
    error: entity.error ?? timeline.error,
  }
}

function useActions(currentId: string | null): Pick<Conversations, 'sendMessage' | 'markAsRead'> {
  const client = useClient()

  const sendMessage = useCallback<Conversations['sendMessage']>(
    async (content, message_type = 'text', metadata = {}) => {
      if (currentId === null)
        throw new PytakeError('invalid_request', 'unable to send message; no conversation is selected')
      return client.send(currentId, { content, message_type, metadata })
    },
    [client, currentId],
  )

  const markAsRead = useCallback<Conversations['markAsRead']>(
    async (id = currentId ?? undefined) => {
      if (id !== undefined) await client.markAsRead(id)
    },
    [client, currentId],
  )

  return useMemo(() => ({ sendMessage, markAsRead }), [sendMessage, markAsRead])
}

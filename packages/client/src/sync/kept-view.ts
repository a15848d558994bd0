import type { Conversation, ConversationCounts, Message } from '@pytake/protocol'
import type { ListConversationsInput } from '../rest/request'
import type { ConversationQuery } from '../store/snapshots'

/** One list as it stood; `next` continues it, and `isPartial` says that it was longer. */
export interface KeptList {
  query: ConversationQuery
  items: readonly Conversation[]
  next: ListConversationsInput | null
  isPartial: boolean
}

/** The newest messages of one conversation. */
export interface KeptMessages {
  conversation_id: string
  items: readonly Message[]
  /** True where nothing is older. */
  isFirst: boolean
}

/** What one query shows, as it may be kept for the next page. */
export type KeptPart =
  | ({ kind: 'list' } & KeptList)
  | ({ kind: 'messages' } & KeptMessages)
  | { kind: 'conversation'; conversation: Conversation }
  | { kind: 'counts'; counts: ConversationCounts }

/**
 * What an earlier page showed, for the first load of each query: together with the position of the log where it stood.
 * Each is given once, and none any more after the log has moved on from there.
 */
export interface KeptView {
  list(key: string): Promise<(KeptList & { eventCursor: string }) | undefined>
  messages(conversationId: string): Promise<(KeptMessages & { eventCursor: string }) | undefined>
  counts(): Promise<ConversationCounts | undefined>
  /** Resolves when it is there and every conversation of it is known, or when there is none. */
  ready(): Promise<unknown>
}

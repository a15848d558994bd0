import type {
  Agent,
  Conversation,
  ConversationCounts,
  ConversationStatus,
  Message,
  MessageStatus,
  Open,
  Presence,
} from '@pytake/protocol'
import type { PytakeError } from '../errors'

/** Which conversations a live list holds; without a field, all of them. */
export interface ConversationQuery {
  status?: ConversationStatus
  /** Words in name, phone or content; accents and case do not matter. */
  search?: string
  /** Only conversations with unread messages, or only those without. */
  unread?: boolean
  /** The user who owns it; null for what nobody owns. */
  assignee_id?: string | null
  label?: string
  channel_id?: string
}

/** `loading` until the first answer; a later refresh keeps its status and items until the new ones are there. */
type Loadable<Data> =
  | (Data & { status: 'loading'; error: null })
  | (Data & { status: 'ready'; error: null })
  | (Data & { status: 'error'; error: PytakeError })

/** The most recent first. */
export type ConversationListSnapshot = Loadable<{ items: readonly Conversation[]; hasMore: boolean }>

/**
 * A message as it stands on screen: the server's, or one of ours that is still on its way (`origin: 'outbox'`).
 * `key` stays the same when the server's message takes the place of ours.
 */
export interface MessageItem extends Omit<Message, 'status'> {
  key: string
  origin: 'server' | 'outbox'
  /** `queued` and `sending` never cross the wire. */
  status: Open<MessageStatus | 'queued' | 'sending'>
  /** The file itself, as long as the message is on its way: made for `URL.createObjectURL`. */
  file?: Blob
  /** There as long as the file has to be uploaded. */
  upload?: { loadedBytes: number; totalBytes: number }
}

/**
 * One stretch of the conversation without a gap, oldest first. Messages on their way stand at the end of the newest
 * stretch; while another one is shown, `hasNewer` is true and they are not.
 */
export type MessagesSnapshot = Loadable<{ items: readonly MessageItem[]; hasOlder: boolean; hasNewer: boolean }>

/** `conversation` is null until it is known; a deleted one is an error with code `not_found`. */
export type ConversationSnapshot = Loadable<{ conversation: Conversation | null }>

/** True totals over all conversations, not over the loaded page; null until they are known. */
export type CountsSnapshot = Loadable<{ counts: ConversationCounts | null }>

export type AgentsSnapshot = Loadable<{ agents: readonly Agent[] }>

/** Who is typing now; `agents` are user ids, without our own. */
export interface TypingSnapshot {
  customer: boolean
  agents: readonly string[]
}

/** Colleagues who are online, without ourselves; empty while there is no connection. */
export interface PresenceSnapshot {
  users: readonly Presence[]
}

/** User ids of the colleagues who have the conversation on screen. */
export interface ViewersSnapshot {
  agents: readonly string[]
}

/**
 * WhatsApp's 24 hours after the customer's last message. `closing` in the last two of them; `none` where the channel has
 * no window, or before the conversation is known. `allows` are the kinds of message that may be sent.
 */
export interface ReplyWindowSnapshot {
  state: 'open' | 'closing' | 'closed' | 'none'
  /** ISO 8601, by the server's clock. */
  closesAt: string | null
  allows: readonly ('note' | 'template' | 'text' | 'media' | 'location' | 'contacts' | 'interactive' | 'reaction')[]
}

import type {
  Agent,
  CannedResponse,
  Contact,
  Conversation,
  ConversationCounts,
  ConversationStatus,
  Label,
  Media,
  Message,
  MessageStatus,
  Template,
} from '@pytake/protocol'
import type { LogEvent } from './ports'
import type { SearchWord } from './search-words'

/** A conversation of ours: its status is one that this version knows. */
export type KnownConversation = Conversation & { status: ConversationStatus }

export interface StoredConversation {
  conversation: KnownConversation
  /** The team's read marker: inbound messages with a higher `seq` are unread. */
  read_seq: number
}

/** A message of ours: its status is one that this version knows. */
export type KnownMessage = Message & { status: MessageStatus }

export interface StoredContact {
  contact: Contact
  /** A name that a person chose is never replaced by the one in the customer's profile. */
  name_source: 'agent' | 'profile'
}

/** A customer's address on a kind of channel, e.g. a `wa_id`. */
export interface ContactIdentity {
  channel_kind: string
  address: string
}

export interface StoredMedia {
  media: Media
  message_id: string
  conversation_id: string
  channel_id: string
  /** The provider's id of the file. */
  external_id: string
  /** Where the file lies once it is ready. */
  key: string | null
  fence: number
  tries: number
  /** When it may be claimed, ISO 8601; meaningless once the file is settled. */
  due_at: string
}

/** A file that somebody uploaded and no message has taken yet. Its key in the store is its id. */
export interface StoredUpload {
  id: string
  user_id: string
  mime_type: string
  filename: string | null
  /** Null while the bytes arrive. */
  size: number | null
  sha256: string | null
  /** `expired` can no longer be sent: its file is being removed. */
  status: 'pending' | 'ready' | 'expired'
  /** When it expires, ISO 8601; then, when its removal is tried again. */
  due_at: string
}

/** Position in the list of conversations, which is ordered by activity. */
export interface ConversationKey {
  activity_at: string
  id: string
}

export interface ConversationFilter {
  status?: ConversationStatus | undefined
  /** Null for what nobody owns. */
  assignee_id?: string | null | undefined
  label?: string | undefined
  channel_id?: string | undefined
  unread?: boolean | undefined
  /** All of them must match. */
  words: readonly SearchWord[]
  oldestFirst?: boolean | undefined
  after: ConversationKey | null
  offset: number
  limit: number
}

export interface ContactFilter {
  words: readonly SearchWord[]
  offset: number
  limit: number
}

/** Position in a conversation: the total order is `(created_at, seq)`. */
export interface MessageKey {
  created_at: string
  seq: number
}

export interface LogRows {
  /** The tenant's newest position, 0 before the first event. */
  head(): Promise<number>
  /** The same, locked until the end of the write, so that the order of commits is that of the positions. */
  lockHead(): Promise<number>
  /** Writes events with consecutive positions and moves the head to the last. */
  append(events: readonly LogEvent[]): Promise<void>
  after(position: number, limit: number): Promise<LogEvent[]>
  /** Oldest position from which the log is whole. */
  oldest(): Promise<number>
  /** The conversation as its last event has it, of those below `seq` where that is given. */
  lastConversation(conversationId: string, seq?: number): Promise<Conversation | null>
}

export interface ContactRows {
  get(id: string): Promise<StoredContact | null>
  byIdentity(identity: ContactIdentity): Promise<StoredContact | null>
  byPhone(phone: string): Promise<StoredContact | null>
  insert(stored: StoredContact): Promise<void>
  update(stored: StoredContact): Promise<void>
  /** Where the identity is known already, nothing changes. */
  addIdentity(contactId: string, identity: ContactIdentity): Promise<void>
  address(contactId: string, channelKind: string): Promise<string | null>
  list(filter: ContactFilter): Promise<Contact[]>
  remove(id: string): Promise<void>
}

export interface ConversationRows {
  get(id: string): Promise<StoredConversation | null>
  byContact(channelId: string, contactId: string): Promise<StoredConversation | null>
  ofContact(contactId: string): Promise<StoredConversation[]>
  insert(stored: StoredConversation): Promise<void>
  update(stored: StoredConversation): Promise<void>
  list(filter: ConversationFilter): Promise<KnownConversation[]>
  counts(): Promise<ConversationCounts>
  /** Removes it with its messages and their work. */
  remove(id: string): Promise<void>
}

export interface MessageRows {
  get(id: string): Promise<KnownMessage | null>
  byExternalId(channelId: string, externalId: string): Promise<KnownMessage | null>
  insert(message: KnownMessage, channelId: string): Promise<void>
  update(message: KnownMessage): Promise<void>
  /** Newest first. */
  before(conversationId: string, key: MessageKey | null, offset: number, limit: number): Promise<KnownMessage[]>
  /** Strictly before a time, newest first. */
  beforeTime(conversationId: string, time: string, offset: number, limit: number): Promise<KnownMessage[]>
  /** Oldest first. */
  after(conversationId: string, key: MessageKey | null, limit: number): Promise<KnownMessage[]>
  /** All messages of exactly this time with a lower `seq`, newest first. */
  sameTimeBefore(conversationId: string, key: MessageKey): Promise<KnownMessage[]>
  /** The newest that was not deleted; `customerFacing` leaves internal notes out. */
  newest(conversationId: string, only: { customerFacing: boolean }): Promise<KnownMessage | null>
  /** The newest of the customer with a provider id and at most this `seq`. */
  newestInbound(conversationId: string, maxSeq: number): Promise<KnownMessage | null>
  /** Of the customer; 0 where nothing was received. */
  highestInboundSeq(conversationId: string): Promise<number>
  /** Those that hold all the words and were not deleted, the newest first; `before` goes on where a page ended. */
  search(words: readonly SearchWord[], before: MessageKey | null, limit: number): Promise<KnownMessage[]>
  countInboundAfter(conversationId: string, seq: number): Promise<number>
}

export interface LabelRows {
  /** By name. */
  list(): Promise<Label[]>
  get(id: string): Promise<Label | null>
  /** Whatever its case and accents. */
  byName(name: string): Promise<Label | null>
  insert(label: Label): Promise<void>
  remove(id: string): Promise<void>
}

export interface CannedResponseRows {
  /** By shortcut. */
  list(): Promise<CannedResponse[]>
  get(id: string): Promise<CannedResponse | null>
  /** Whatever its case and accents. */
  byShortcut(shortcut: string): Promise<CannedResponse | null>
  /** Inserts or replaces. */
  put(response: CannedResponse): Promise<void>
  remove(id: string): Promise<void>
}

export interface TemplateRows {
  /** By channel, name and language. */
  list(): Promise<Template[]>
  get(channelId: string, name: string, language: string): Promise<Template | null>
  /** When those of a channel were last fetched, ISO 8601; null before the first time. */
  fetchedAt(channelId: string): Promise<string | null>
  /** Puts these in the place of all that the channel had. */
  replace(channelId: string, templates: readonly Template[], fetchedAt: string): Promise<void>
}

export interface MediaRows {
  get(id: string): Promise<StoredMedia | null>
  insert(stored: StoredMedia): Promise<void>
  update(stored: StoredMedia): Promise<void>
}

export interface UploadRows {
  get(id: string): Promise<StoredUpload | null>
  /** Ready, with the same bytes, type and name, of the same user. */
  twinOf(upload: StoredUpload): Promise<StoredUpload | null>
  /** Those of a user that are not removed yet. */
  countOf(userId: string): Promise<number>
  insert(upload: StoredUpload): Promise<void>
  update(upload: StoredUpload): Promise<void>
  remove(id: string): Promise<void>
}

export interface StoredAgent {
  agent: Agent
  /** Log position at the last change of role. */
  access_changed_at: number
}

export interface AgentRows {
  get(userId: string): Promise<StoredAgent | null>
  /** Inserts or replaces. */
  put(stored: StoredAgent, now: string): Promise<void>
  /** In no order. */
  list(): Promise<Agent[]>
  /** When the user's access was last revoked, in milliseconds since 1970. */
  revokedAt(userId: string): Promise<number | null>
  revokedSince(since: number): Promise<{ user_id: string; revoked_at: number }[]>
  revoke(userId: string, revokedAt: number): Promise<void>
}

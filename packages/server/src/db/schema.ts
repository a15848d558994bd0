import type { ConversationStatus, MessageStatus } from '@pytake/protocol'
import type { StoredUpload } from '../domain/entity-rows'
import type { LogEvent } from '../domain/ports'

/**
 * The tables, alike in every dialect: ids and times are text (ISO 8601 UTC with milliseconds, so that text order is
 * time order), structured values are JSON in text, and `tenant_id` leads every key.
 */
export interface Tables {
  meta: { key: string; value: string }
  counters: { tenant_id: string; head: number }
  events: EventTable
  contacts: ContactTable
  contact_identities: { tenant_id: string; channel_kind: string; address: string; contact_id: string }
  conversations: ConversationTable
  messages: MessageTable
  media: MediaTable
  uploads: UploadTable
  deliveries: DeliveryTable
  receipts: ReceiptTable
  outgoing_reactions: OutgoingReactionTable
  received: { tenant_id: string; channel_id: string; external_id: string; received_at: string }
  parked_statuses: ParkedStatusTable
  reactions: ReactionTable
  set_aside: {
    tenant_id: string
    id: string
    channel_id: string
    reason: string
    raw: string
    created_at: string
  }
  idempotency: IdempotencyTable
  agents: AgentTable
  labels: LabelTable
  canned_responses: CannedResponseTable
  revocations: { tenant_id: string; user_id: string; revoked_at: number }
  templates: { tenant_id: string; channel_id: string; name: string; language: string; template: string }
  template_fetches: { tenant_id: string; channel_id: string; fetched_at: string }
}

export interface EventTable {
  tenant_id: string
  seq: number
  type: LogEvent['type']
  conversation_id: string | null
  payload: string
  created_at: string
}

export interface ContactTable {
  tenant_id: string
  id: string
  name: string
  name_source: 'agent' | 'profile'
  /** For search and order: without case and accents. */
  name_folded: string
  phone: string | null
  phone_digits: string
  metadata: string
  created_at: string
  updated_at: string
  version: number
}

export interface ConversationTable {
  tenant_id: string
  id: string
  contact_id: string
  channel: string
  channel_id: string
  status: ConversationStatus
  unread_count: number
  read_seq: number
  last_message: string | null
  last_message_time: string | null
  last_message_id: string | null
  last_message_type: string | null
  last_message_sender_type: string | null
  /** `last_message_time`, or the creation where nothing was said: what lists are ordered by. */
  activity_at: string
  assignee_id: string | null
  labels: string
  snoozed_until: string | null
  reply_window_ends_at: string | null
  metadata: string
  created_at: string
  updated_at: string
  version: number
}

export interface MessageTable {
  tenant_id: string
  id: string
  conversation_id: string
  channel_id: string
  seq: number
  sender_type: string
  sender_id: string | null
  content: string
  content_folded: string
  message_type: string
  status: MessageStatus
  client_message_id: string | null
  reply_to_id: string | null
  media_id: string | null
  location: string | null
  contacts: string | null
  interactive: string | null
  template: string | null
  referral: string | null
  reactions: string
  error: string | null
  external_id: string | null
  metadata: string
  deleted_at: string | null
  created_at: string
  updated_at: string
  version: number
}

export interface MediaTable {
  tenant_id: string
  id: string
  message_id: string
  conversation_id: string
  channel_id: string
  external_id: string
  mime_type: string
  filename: string | null
  size: number | null
  sha256: string | null
  width: number | null
  height: number | null
  duration_ms: number | null
  status: string
  storage_key: string | null
  fence: number
  tries: number
  due_at: string
}

export interface UploadTable extends StoredUpload {
  tenant_id: string
}

export interface DeliveryTable {
  tenant_id: string
  id: string
  message_id: string
  conversation_id: string
  channel_id: string
  attempt: number
  state: 'queued' | 'sending' | 'settled'
  status: MessageStatus
  error: string | null
  external_id: string | null
  position: number
  fence: number
  tries: number
  due_at: string
  lease_until: string | null
}

export interface ReceiptTable {
  tenant_id: string
  conversation_id: string
  channel_id: string
  external_id: string
  fence: number
  tries: number
  due_at: string
}

export interface OutgoingReactionTable {
  tenant_id: string
  message_id: string
  conversation_id: string
  channel_id: string
  target_external_id: string
  emoji: string | null
  fence: number
  tries: number
  due_at: string
}

export interface ParkedStatusTable {
  tenant_id: string
  channel_id: string
  external_id: string
  status: MessageStatus
  error: string | null
  created_at: string
}

export interface ReactionTable {
  tenant_id: string
  channel_id: string
  target_external_id: string
  contact_id: string
  emoji: string | null
  /** The provider's time and id, in this order: the highest of a person's reactions counts. */
  provider_time: number
  external_id: string
}

export interface IdempotencyTable {
  tenant_id: string
  user_id: string
  idempotency_key: string
  body_hash: string
  message_id: string
  created_at: string
}

export interface AgentTable {
  tenant_id: string
  user_id: string
  name: string | null
  role: string
  access_changed_at: number
  seen_at: string
}

export interface LabelTable {
  tenant_id: string
  id: string
  name: string
  name_folded: string
  color: string
  created_at: string
}

export interface CannedResponseTable {
  tenant_id: string
  id: string
  shortcut: string
  shortcut_folded: string
  title: string
  content: string
  created_at: string
  updated_at: string
}

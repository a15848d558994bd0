import type { Reaction } from '@pytake/protocol'
import type { AttemptState } from './message-status'

/** One attempt to send one message. */
export interface Delivery {
  /** Goes to the provider as `attempt_ref` and comes back with its statuses. */
  id: string
  message_id: string
  conversation_id: string
  channel_id: string
  /** Counts the attempts of a message from 1; a person's retry opens the next. */
  attempt: number
  /** `queued` waits for its turn, `sending` is with the provider, `settled` needs no call any more. */
  state: 'queued' | 'sending' | 'settled'
  /** What is known of the attempt. */
  known: AttemptState
  external_id: string | null
  /** Order in its conversation: the log position that asked for it. */
  position: number
  fence: number
  /** Calls made so far. */
  tries: number
  /** When it may be claimed, ISO 8601. */
  due_at: string
  /** End of the lease while `sending`. */
  lease_until: string | null
}

export interface DeliveryRows {
  get(id: string): Promise<Delivery | null>
  byExternalId(channelId: string, externalId: string): Promise<Delivery | null>
  /** Oldest attempt first. */
  ofMessage(messageId: string): Promise<Delivery[]>
  /** True where an older one of the conversation still waits or is being sent. */
  hasUnsettledBefore(delivery: Delivery): Promise<boolean>
  insert(delivery: Delivery): Promise<void>
  update(delivery: Delivery): Promise<void>
  remove(id: string): Promise<void>
}

/** A read receipt to be sent: one per conversation, the newest replaces the older. */
export interface Receipt {
  conversation_id: string
  channel_id: string
  external_id: string
  fence: number
  tries: number
  due_at: string
}

export interface ReceiptRows {
  get(conversationId: string): Promise<Receipt | null>
  /** Inserts or replaces. */
  put(receipt: Receipt): Promise<void>
  remove(conversationId: string): Promise<void>
}

/** A reaction of the team to be sent: one per message, the newest replaces the older. */
export interface OutgoingReaction {
  message_id: string
  conversation_id: string
  channel_id: string
  /** The provider's id of the message. */
  target_external_id: string
  /** Null takes the earlier one back. */
  emoji: string | null
  fence: number
  tries: number
  due_at: string
}

export interface OutgoingReactionRows {
  get(messageId: string): Promise<OutgoingReaction | null>
  /** Inserts or replaces. */
  put(reaction: OutgoingReaction): Promise<void>
  remove(messageId: string): Promise<void>
}

/** A status that came before anything it belongs to. */
export interface ParkedStatus {
  external_id: string
  known: AttemptState
}

/** A customer's reaction, by what it is about: it may come before its message. */
export interface ReceivedReaction {
  target_external_id: string
  contact_id: string
  /** Null takes the earlier one back. */
  emoji: string | null
  /** Milliseconds since 1970. */
  provider_time: number
  external_id: string
}

export interface ReactionRows {
  /** Keeps it unless the person's newer one is known; a tie goes to the higher provider id. */
  put(channelId: string, reaction: ReceivedReaction): Promise<void>
  /** What is shown on a message with one of these provider ids, oldest first. */
  shown(channelId: string, targetExternalIds: readonly string[]): Promise<Reaction[]>
}

/** What a channel delivered and is not a message: its memory, its leftovers. */
export interface IntakeRows {
  /** Remembers a provider's id; false where it was known, and then nothing may be done again. */
  markReceived(channelId: string, externalId: string, now: string): Promise<boolean>
  /** Also drops what was parked before `keepSince`, since a status of a message that is not ours never finds its place. */
  parkStatus(channelId: string, parked: ParkedStatus, now: string, keepSince: string): Promise<void>
  /** Takes out what was parked for a provider's id. */
  takeParked(channelId: string, externalId: string): Promise<ParkedStatus[]>
  setAside(item: { id: string; channel_id: string; reason: string; raw: unknown; created_at: string }): Promise<void>
  /** The outcome of an idempotency key of a user. */
  idempotent(userId: string, key: string): Promise<{ body_hash: string; message_id: string } | null>
  rememberIdempotent(
    userId: string,
    key: string,
    outcome: { body_hash: string; message_id: string },
    now: string,
  ): Promise<void>
}

export interface WorkKey {
  tenant_id: string
  /** Of the delivery, the conversation (receipts), the message (reactions), the file or the upload. */
  id: string
}

/** What is due at a time (ISO 8601) over all tenants. */
export interface DueWork {
  /** The first unsettled delivery of each conversation, where it is queued and due. */
  deliveries(now: string, limit: number): Promise<WorkKey[]>
  expiredDeliveries(now: string, limit: number): Promise<WorkKey[]>
  receipts(now: string, limit: number): Promise<WorkKey[]>
  outgoingReactions(now: string, limit: number): Promise<WorkKey[]>
  media(now: string, limit: number): Promise<WorkKey[]>
  /** Uploads that no message took in time, or whose removal is to be tried again. */
  uploads(now: string, limit: number): Promise<WorkKey[]>
  /** The earliest time at which one of the above becomes non-empty; null where nothing waits. */
  nextAt(): Promise<string | null>
}

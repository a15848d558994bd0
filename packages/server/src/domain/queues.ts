import type { OutboundMessage, SendOutcome } from './ports'

/** A delivery taken for one attempt. `fence` proves that the taker still holds it when the outcome is written. */
export interface ClaimedDelivery {
  tenant_id: string
  channel_id: string
  conversation_id: string
  message_id: string
  fence: number
  outbound: OutboundMessage
}

/** A read receipt that the provider has not been told yet; safe to repeat. */
export interface ClaimedReceipt {
  tenant_id: string
  channel_id: string
  conversation_id: string
  external_id: string
  fence: number
}

/** A reaction of the team that the provider has not been told yet; safe to repeat. */
export interface ClaimedReaction {
  tenant_id: string
  channel_id: string
  conversation_id: string
  message_id: string
  /** The customer's address on the channel. */
  to: string
  target_external_id: string
  emoji: string | null
  fence: number
}

/** A received file that has not been fetched yet. */
export interface ClaimedMedia {
  tenant_id: string
  channel_id: string
  media_id: string
  message_id: string
  external_id: string
  mime_type: string
  fence: number
}

/** An uploaded file that no message took; removing it is safe to repeat. */
export interface ClaimedUpload {
  tenant_id: string
  upload_id: string
}

export type ReceiptOutcome = { kind: 'done' } | { kind: 'retry' }
/** `refused` is final: the customer will never see it. */
export type ReactionOutcome = { kind: 'done' } | { kind: 'retry' } | { kind: 'refused' }
export type MediaOutcome =
  | { kind: 'stored'; key: string; size: number; sha256: string; mime_type: string }
  | { kind: 'retry'; reason: string }
  | { kind: 'failed'; reason: string }

/**
 * Durable work for the outside world. Claiming sets a lease and raises the fence in one transaction; an outcome with
 * an old fence writes nothing. All times are those of the injected clock, in milliseconds.
 */
export interface WorkQueues {
  /** At most one delivery per conversation, the oldest; nothing behind one that is being sent. A file may take longer. */
  claimDeliveries(limit: number, leaseMs: number, fileLeaseMs?: number): Promise<ClaimedDelivery[]>
  /** Retryable rejections go back with a growing delay until their attempts are used up; `unknown` stays for a status or a person. */
  settleDelivery(claim: ClaimedDelivery, outcome: SendOutcome): Promise<void>
  /** Deliveries whose lease ran out during the attempt become `unknown`: nobody knows whether they went out. */
  expireLeases(): Promise<number>
  claimReceipts(limit: number, leaseMs: number): Promise<ClaimedReceipt[]>
  settleReceipt(claim: ClaimedReceipt, outcome: ReceiptOutcome): Promise<void>
  claimReactions(limit: number, leaseMs: number): Promise<ClaimedReaction[]>
  /** What is refused, or fails too often, is taken back here too. */
  settleReaction(claim: ClaimedReaction, outcome: ReactionOutcome): Promise<void>
  claimMedia(limit: number, leaseMs: number): Promise<ClaimedMedia[]>
  settleMedia(claim: ClaimedMedia, outcome: MediaOutcome): Promise<void>
  /** Uploads to be removed; from then on no message can take them. */
  claimUploads(limit: number, leaseMs: number): Promise<ClaimedUpload[]>
  /** Forgets an upload whose file is gone; one that is not settled is claimed again after its lease. */
  settleUpload(claim: ClaimedUpload): Promise<void>
  /** When the next piece of work becomes due, or a lease ends; null where nothing waits. */
  nextDueAt(): Promise<number | null>
  /** Calls the listener after each commit of this node that left work to do; returns the unsubscribe. */
  onWork(listener: () => void): () => void
}

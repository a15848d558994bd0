import type { DurableFrame, FileMessageType, Location, Media, Message, MessageError, Template } from '@pytake/protocol'

/** One entry of a tenant's log: dense per tenant, written in the transaction of the change it tells. */
export interface LogEvent {
  tenant_id: string
  seq: number
  type: DurableFrame['type']
  /** The conversation that decides who may see it; null for changes seen by the whole tenant. */
  conversation_id: string | null
  data: DurableFrame['data']
  created_at: string
}

/** "This tenant's log has reached `seq`": a hint that may be lost, late or doubled, never the truth. */
export interface CommitHint {
  tenant_id: string
  seq: number
}

/** Passing states between nodes and sessions: typing and presence. Never stored. */
export interface TransientEvent {
  tenant_id: string
  conversation_id: string | null
  /** The session that caused it gets no echo. */
  origin_connection_id: string | null
  type: 'typing_start' | 'typing_stop' | 'agent_typing_start' | 'agent_typing_stop' | 'presence_updated'
  data: Record<string, unknown>
}

/** Carries hints and passing states between the nodes of a cluster; in one process it is a plain emitter. */
export interface Bus {
  publishHint(hint: CommitHint): void
  publishTransient(event: TransientEvent): void
  onHint(listener: (hint: CommitHint) => void): () => void
  onTransient(listener: (event: TransientEvent) => void): () => void
  close(): Promise<void>
}

/** Where files lie. Keys are chosen by the domain and safe as file names. */
export interface MediaStore {
  /** A body that breaks off leaves nothing under the key, and what it broke off with is passed on. */
  put(key: string, body: Uint8Array | ReadableStream<Uint8Array>): Promise<void>
  /** `end` is exclusive; rejects with `not_found` for an unknown key. */
  read(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>>
  remove(key: string): Promise<void>
}

/** What the dispatcher hands to a channel: one attempt to send one message. */
export interface OutboundMessage {
  /** Comes back in status webhooks, so that an answer lost on the way can still be matched. */
  attempt_ref: string
  /** The customer's address on this channel, e.g. the stored `wa_id`. */
  to: string
  message: Message
  /** Provider id of the quoted message, if it has one. */
  reply_to_external_id: string | null
  location: Location | null
  file: OutboundFile | null
}

/** The file of a message that is being sent. */
export interface OutboundFile {
  media: Media
  /** Null where the agent wrote none. */
  caption: string | null
  /** Opens it; rejects with `not_found` where it is gone. */
  read(): Promise<ReadableStream<Uint8Array>>
}

/** Why a channel does not take a file, with the field of the request at fault. */
export interface FileRefusal {
  path: 'media_id' | 'content'
  /** As in "must be …". */
  message: string
}

/** How one call to the provider ended. */
export type SendOutcome =
  | { kind: 'accepted'; external_id: string; held: boolean }
  /** Definitely not sent. */
  | { kind: 'rejected'; error: MessageError; retryAfterMs: number | null }
  /** The request had been written and no definite answer came. Never resent by itself. */
  | { kind: 'unknown'; error: MessageError }

export interface ReceivedContact {
  /** The customer's address on this channel, e.g. a `wa_id`. */
  address: string
  name: string | null
  /** E.164, where the channel knows it. */
  phone: string | null
}

/** One thing a channel received, already in our words. */
export type ReceivedItem =
  | {
      kind: 'message'
      external_id: string
      /** Milliseconds since 1970, as the provider tells; null where it tells none. */
      provider_time: number | null
      contact: ReceivedContact
      message: Pick<
        Message,
        'content' | 'message_type' | 'location' | 'contacts' | 'interactive' | 'referral' | 'metadata'
      >
      media: { external_id: string; mime_type: string; filename: string | null; sha256: string | null } | null
      reply_to_external_id: string | null
    }
  | {
      kind: 'status'
      external_id: string
      /** What we gave as `attempt_ref`; null where the provider does not return it. */
      attempt_ref: string | null
      status: 'sent' | 'delivered' | 'read' | 'failed'
      provider_time: number | null
      error: MessageError | null
    }
  | {
      kind: 'reaction'
      external_id: string
      /** Milliseconds since 1970: the newest of a person's reactions to a message counts, whichever came first. */
      provider_time: number | null
      target_external_id: string
      /** Null removes it. */
      emoji: string | null
      contact: ReceivedContact
    }

/** An item that could not be read, kept whole so that nothing signed is ever lost. */
export interface SetAsideItem {
  reason: string
  raw: unknown
}

/** A channel's delivery after its signature was checked: what it holds for one tenant and channel. */
export interface ReceivedBatch {
  tenant_id: string
  channel_id: string
  items: ReceivedItem[]
  set_aside: SetAsideItem[]
}

/** A file as it arrives. */
export interface UploadedFile {
  filename: string | null
  /** What the sender calls it; the bytes may know better. */
  mime_type: string
  /** As announced, in bytes; null where it was not. */
  size: number | null
  body: ReadableStream<Uint8Array>
}

export interface FetchedMedia {
  body: Uint8Array
  mime_type: string
}

/** An adapter to a provider. The domain knows channels only through this port; nothing in it knows Meta. */
export interface Channel {
  readonly kind: string
  readonly tenant_id: string
  readonly channel_id: string
  /** Hours a business may answer freely after the customer wrote; null means always. */
  readonly replyWindowHours: number | null
  /** What the provider would refuse, so that the agent learns it before anything is stored; null takes it. */
  refuseFile(type: FileMessageType, media: Media, caption: string): FileRefusal | null
  /** Never rejects: every ending is a {@link SendOutcome}. */
  send(outbound: OutboundMessage): Promise<SendOutcome>
  /** Tells the customer that everything up to this message was read; safe to repeat. */
  markRead(externalId: string): Promise<void>
  /** Shows the customer the business's reaction to a message, null none; safe to repeat. */
  react(to: string, externalId: string, emoji: string | null): Promise<void>
  /** Shows the customer that somebody answers, for as long as the provider shows it. */
  typing(externalId: string): Promise<void>
  /** The templates as the provider has them now; none where the channel knows no such thing. */
  templates(): Promise<Omit<Template, 'channel_id'>[]>
  /** Fetches a received file; rejects with a retryable `ServerError` where trying again may help. */
  fetchMedia(externalId: string, maxBytes: number): Promise<FetchedMedia>
  /** Longest a `send` can take, in milliseconds; the lease on a delivery is longer. */
  readonly sendTimeoutMs: number
  /** How much longer it can take with a file. */
  readonly fileTimeoutMs: number
  close(): Promise<void>
}

/** Verifies and reads a provider's webhook; one per provider, since one address serves all its channels. */
export interface WebhookReceiver {
  /** The verification handshake; null refuses it. */
  verify(query: URLSearchParams): string | null
  /** Checks the signature over the exact bytes; throws `ServerError('invalid_signature')`. */
  receive(body: Uint8Array, headers: Headers): ReceivedBatch[]
}

/** Structured log with an allow-list of fields: no text of messages, no phone numbers, no tokens. */
export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

export interface LogFields {
  request_id?: string
  connection_id?: string
  tenant_id?: string
  user_id?: string
  conversation_id?: string
  message_id?: string
  channel_id?: string
  code?: string | number
  reason?: string
  method?: string
  path?: string
  status?: number
  duration_ms?: number
  count?: number
  event?: string
  error?: unknown
}

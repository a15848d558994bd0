import type { ServerEnv } from '../env'
import type {
  AgentRows,
  CannedResponseRows,
  ContactRows,
  ConversationRows,
  LabelRows,
  LogRows,
  MediaRows,
  MessageRows,
  TemplateRows,
  UploadRows,
} from './entity-rows'
import type { DeliveryRows, DueWork, IntakeRows, OutgoingReactionRows, ReactionRows, ReceiptRows } from './work-rows'

/** A database that is not open yet, as the host application names it: `sqlite('./data/inbox.db')`. */
export interface DatabaseAdapter {
  /** Opens, checks and migrates it; rejects with `ServerError('invalid_configuration')` where it cannot be trusted. */
  open(env: ServerEnv): Promise<Database>
  /** What would be left if the power failed now, for adapters that can tell; see the adapter. */
  serialize?(): Uint8Array
}

/**
 * The truth. Each unit of work is bound to one tenant at construction, so that no query can forget it, and may wait on
 * nothing but its rows: a group of writes shares one transaction.
 */
export interface Database {
  /** Names this database's log: a restored backup has another. */
  readonly epoch: string
  /** 32 random bytes made with the database, for signing what only its own nodes have to recognise. */
  readonly secret: Uint8Array
  /** Reads committed data. A write must not be awaited inside. */
  read<T>(tenantId: string, work: (rows: Rows) => Promise<T>): Promise<T>
  /**
   * Writes atomically; resolves after the commit. A rejection of `work` undoes this work alone and is passed on.
   * Rejects with `service_unavailable` where too much waits, the commit fails or the database is closed.
   */
  write<T>(tenantId: string, work: (rows: Rows) => Promise<T>): Promise<T>
  /** Which work is due, of all tenants: keys only, to be read again inside a write of their tenant. */
  readonly due: DueWork
  /** Finishes the writes that wait and refuses later ones. */
  close(): Promise<void>
}

/** One tenant's rows inside a unit of work. */
export interface Rows {
  readonly log: LogRows
  readonly contacts: ContactRows
  readonly conversations: ConversationRows
  readonly messages: MessageRows
  readonly media: MediaRows
  readonly uploads: UploadRows
  readonly agents: AgentRows
  readonly labels: LabelRows
  readonly templates: TemplateRows
  readonly cannedResponses: CannedResponseRows
  readonly deliveries: DeliveryRows
  readonly receipts: ReceiptRows
  readonly outgoingReactions: OutgoingReactionRows
  readonly intake: IntakeRows
  readonly reactions: ReactionRows
  /** Runs a part of a write; where it rejects, that part alone is undone and the rejection passed on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
}

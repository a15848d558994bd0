import type { Kysely } from 'kysely'
import type { Rows } from '../domain/database'
import { agentRows } from './agent-rows'
import { cannedResponseRows } from './canned-response-rows'
import { contactRows } from './contact-rows'
import { conversationRows } from './conversation-rows'
import { deliveryRows } from './delivery-rows'
import { intakeRows } from './intake-rows'
import { labelRows } from './label-rows'
import { logRows } from './log-rows'
import { mediaRows } from './media-rows'
import { messageRows } from './message-rows'
import { outgoingReactionRows } from './outgoing-reaction-rows'
import { reactionRows } from './reaction-rows'
import { receiptRows } from './receipt-rows'
import type { Tables } from './schema'
import { templateRows } from './template-rows'
import { uploadRows } from './upload-rows'

/** Runs a part of a transaction that can be undone alone. */
export type Savepoint = <T>(work: () => Promise<T>) => Promise<T>

/** One tenant's rows on one connection: each query below carries the tenant, so no caller can forget it. */
export const tenantRows = (db: Kysely<Tables>, tenantId: string, savepoint: Savepoint): Rows => ({
  log: logRows(db, tenantId),
  contacts: contactRows(db, tenantId),
  conversations: conversationRows(db, tenantId),
  messages: messageRows(db, tenantId),
  media: mediaRows(db, tenantId),
  uploads: uploadRows(db, tenantId),
  agents: agentRows(db, tenantId),
  labels: labelRows(db, tenantId),
  templates: templateRows(db, tenantId),
  cannedResponses: cannedResponseRows(db, tenantId),
  deliveries: deliveryRows(db, tenantId),
  receipts: receiptRows(db, tenantId),
  outgoingReactions: outgoingReactionRows(db, tenantId),
  intake: intakeRows(db, tenantId),
  reactions: reactionRows(db, tenantId),
  savepoint,
})

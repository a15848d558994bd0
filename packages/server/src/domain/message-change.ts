import type { Change } from './change'
import type { KnownMessage } from './entity-rows'

/** Stores a changed message and tells it whole; the answer has its new version. */
export async function saveMessage(change: Change, message: KnownMessage): Promise<KnownMessage> {
  const saved = { ...message, updated_at: change.now }
  await change.append('message_updated', message.conversation_id, (version) => Object.assign(saved, { version }))
  await change.rows.messages.update(saved)
  return saved
}

/** What stays of a deleted message: its place, its sender and how it was delivered. */
export const tombstoneOf = (message: KnownMessage, deletedAt: string): KnownMessage => ({
  id: message.id,
  tenant_id: message.tenant_id,
  conversation_id: message.conversation_id,
  seq: message.seq,
  sender_type: message.sender_type,
  sender_id: message.sender_id,
  content: '',
  message_type: message.message_type,
  status: message.status,
  ...(message.client_message_id !== undefined && { client_message_id: message.client_message_id }),
  ...(message.error !== undefined && { error: message.error }),
  ...(message.external_id !== undefined && { external_id: message.external_id }),
  reactions: [],
  metadata: {},
  deleted_at: deletedAt,
  created_at: message.created_at,
  updated_at: message.updated_at,
  version: message.version,
})

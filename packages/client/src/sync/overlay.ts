import type { OutboxItem } from '../outbox/item'
import type { MessageItem } from '../store/snapshots'

/** Messages on their way as they stand on screen; an item that did not change keeps its object. */
export function createOverlay(senderId: () => string | null) {
  const shown = new WeakMap<OutboxItem, MessageItem>()
  return (items: readonly OutboxItem[]): MessageItem[] =>
    items.map((item) => {
      const held = shown.get(item) ?? toMessageItem(item, senderId())
      shown.set(item, held)
      return held
    })
}

function toMessageItem(item: OutboxItem, senderId: string | null): MessageItem {
  const { id, body, created_at, state, conversation_id, file, upload } = item
  const { client_message_id: key = id, content, message_type = 'text', metadata = {}, reply_to_id, location } = body
  return {
    id,
    key,
    origin: 'outbox',
    client_message_id: key,
    tenant_id: '',
    conversation_id,
    seq: Number.MAX_SAFE_INTEGER,
    sender_type: 'agent',
    sender_id: senderId,
    content,
    message_type,
    metadata,
    status: state.status,
    reactions: [],
    created_at,
    updated_at: created_at,
    version: 0,
    ...(file && { file, media: { id, mime_type: file.type, size: file.size, status: 'pending' } }),
    ...(upload && { upload }),
    ...(reply_to_id === undefined ? {} : { reply_to_id }),
    ...(location === undefined ? {} : { location }),
    ...(state.status === 'failed'
      ? { error: { code: state.error.code, title: state.error.message, retryable: state.error.retryable } }
      : {}),
  }
}

import type { Conversation, ServerFrame } from '@pytake/protocol'

const START_MS = Date.parse('2026-01-15T09:00:00.000Z')
const at = (offsetMs: number) => new Date(START_MS + offsetMs).toISOString()

/** The conversations of a contest, the most recent first. */
export function seedConversations(count: number): Conversation[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `conversation-${index}`,
    tenant_id: 'tenant-1',
    contact_id: `contact-${index}`,
    status: 'waiting',
    unread_count: 0,
    last_message: 'Olá',
    last_message_time: at(-index * 1_000),
    last_message_id: null,
    last_message_type: null,
    last_message_sender_type: null,
    contact: { id: `contact-${index}`, name: `João ${index}`, phone: '+5511999990001', version: 1 },
    channel: 'whatsapp',
    channel_id: 'channel-1',
    assignee_id: null,
    labels: [],
    snoozed_until: null,
    reply_window_ends_at: null,
    metadata: {},
    created_at: at(-86_400_000),
    updated_at: at(0),
    version: 1,
  }))
}

/** Where a conversation is changed: in its place in the list, or by a message that takes it to the top. */
export type Change = 'in place' | 'to the top'

/** One event a turn as the server sends it, spread over all rows. */
export function createEvents(conversations: readonly Conversation[], change: Change): () => string {
  const held = [...conversations]
  let position = 1
  return () => {
    position += 1
    // Coprime to the lengths used, so that every row is met.
    const index = (position * 7) % held.length
    const before = held[index]
    if (before === undefined) throw new Error('unable to make an event; there is no conversation')
    const data: Conversation = {
      ...before,
      unread_count: before.unread_count + 1,
      last_message: `message ${position}`,
      last_message_time: change === 'to the top' ? at(position) : before.last_message_time,
      version: position,
    }
    held[index] = data
    return frameText({ type: 'conversation_updated', data, cursor: `e1.${position}`, at: at(position) })
  }
}

export const frameText = (frame: ServerFrame): string => JSON.stringify(frame)

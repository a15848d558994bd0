import type { Contact, Conversation, Message } from '@pytake/protocol'

const TIME = '2026-01-15T09:00:00.000Z'

export const aContact = (fields: Partial<Contact> = {}): Contact => ({
  id: 'contact-1',
  tenant_id: 'tenant-1',
  name: 'João Silva',
  phone: '+5511999990001',
  metadata: {},
  created_at: TIME,
  updated_at: TIME,
  version: 1,
  ...fields,
})

export const aConversation = (fields: Partial<Conversation> = {}): Conversation => ({
  id: 'conversation-1',
  tenant_id: 'tenant-1',
  contact_id: 'contact-1',
  status: 'waiting',
  unread_count: 0,
  last_message: null,
  last_message_time: null,
  last_message_id: null,
  last_message_type: null,
  last_message_sender_type: null,
  contact: { id: 'contact-1', name: 'João Silva', phone: '+5511999990001', version: 1 },
  channel: 'whatsapp',
  channel_id: 'channel-1',
  assignee_id: null,
  labels: [],
  snoozed_until: null,
  reply_window_ends_at: null,
  metadata: {},
  created_at: TIME,
  updated_at: TIME,
  version: 1,
  ...fields,
})

export const aMessage = (fields: Partial<Message> = {}): Message => ({
  id: 'message-1',
  tenant_id: 'tenant-1',
  conversation_id: 'conversation-1',
  seq: 1,
  sender_type: 'contact',
  sender_id: 'contact-1',
  content: 'Olá',
  message_type: 'text',
  status: 'read',
  reactions: [],
  metadata: {},
  created_at: TIME,
  updated_at: TIME,
  version: 1,
  ...fields,
})

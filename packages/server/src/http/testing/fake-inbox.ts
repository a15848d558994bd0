import type { Conversation, Message } from '@pytake/protocol'
import { ServerError } from '../../domain/errors'
import type { Inbox, Page } from '../../domain/inbox'

type Groups =
  'labels' | 'templates' | 'cannedResponses' | 'conversations' | 'messages' | 'contacts' | 'media' | 'agents' | 'log'
export type InboxOverrides = { [Group in Groups]?: Partial<Inbox[Group]> } & Partial<Omit<Inbox, Groups>>

/** An inbox that knows nothing: every read answers `not_found`, lists are empty. Tests replace what they ask about. */
export function fakeInbox(overrides: InboxOverrides = {}): Inbox {
  return {
    conversations: { ...emptyConversations, ...overrides.conversations },
    messages: {
      list: noMessages,
      send: unknown,
      remove: unknown,
      retry: unknown,
      react: unknown,
      ...overrides.messages,
    },
    contacts: { ...emptyContacts, ...overrides.contacts },
    media: { get: unknown, upload: unknown, ...overrides.media },
    labels: { list: none, create: unknown, remove: unknown, ...overrides.labels },
    cannedResponses: { list: none, create: unknown, update: unknown, remove: unknown, ...overrides.cannedResponses },
    templates: { list: none, ...overrides.templates },
    search: overrides.search ?? (async () => ({ messages: [], contacts: [], position: 0 })),
    agents: { ...nobody, ...overrides.agents },
    log: { ...emptyLog, ...overrides.log },
    receive: overrides.receive ?? (async () => ({ stored: 0, set_aside: 0 })),
    agentTyping: overrides.agentTyping ?? unknown,
    typing: overrides.typing ?? unknown,
    on: overrides.on ?? (() => () => undefined),
  }
}

const unknown = async (): Promise<never> => {
  throw new ServerError('not_found', 'unable to find such an id')
}

const none = async (): Promise<Page<never>> => ({ items: [], position: 0, next: null })

const noMessages = async () => ({ ...(await none()), previous: null })

const emptyConversations: Inbox['conversations'] = {
  list: none,
  counts: async () => ({ all: 0, active: 0, waiting: 0, assigned: 0, closed: 0, unread: 0 }),
  get: unknown,
  open: unknown,
  update: unknown,
  remove: unknown,
  markRead: unknown,
}

const emptyContacts: Inbox['contacts'] = {
  list: none,
  create: unknown,
  get: unknown,
  update: unknown,
  remove: unknown,
}

const nobody: Inbox['agents'] = {
  list: none,
  seen: async () => ({ access_changed_at: 0, revoked_at: null }),
  revoke: async () => undefined,
  revokedSince: async () => [],
  onRevoked: () => () => undefined,
}

const emptyLog: Inbox['log'] = {
  epoch: () => 'epoch-1',
  head: async () => 0,
  after: async () => [],
  oldest: async () => 0,
  view: async (_, event) => event,
}

export const aConversation = (change: Partial<Conversation> = {}): Conversation => ({
  id: 'c1',
  tenant_id: 'acme',
  contact_id: 'k1',
  status: 'waiting',
  unread_count: 1,
  last_message: 'Olá',
  last_message_time: '2026-01-15T10:30:00.000Z',
  last_message_id: 'm1',
  last_message_type: 'text',
  last_message_sender_type: 'contact',
  contact: { id: 'k1', name: 'João Silva', phone: '+5511999999999', version: 1 },
  channel: 'whatsapp',
  channel_id: 'w1',
  assignee_id: null,
  labels: [],
  snoozed_until: null,
  reply_window_ends_at: null,
  metadata: {},
  created_at: '2026-01-15T10:30:00.000Z',
  updated_at: '2026-01-15T10:30:00.000Z',
  version: 3,
  ...change,
})

export const aMessage = (change: Partial<Message> = {}): Message => ({
  id: 'm1',
  tenant_id: 'acme',
  conversation_id: 'c1',
  seq: 2,
  sender_type: 'contact',
  sender_id: 'k1',
  content: 'Olá',
  message_type: 'text',
  status: 'read',
  reactions: [],
  metadata: {},
  created_at: '2026-01-15T10:30:00.000Z',
  updated_at: '2026-01-15T10:30:00.000Z',
  version: 2,
  ...change,
})

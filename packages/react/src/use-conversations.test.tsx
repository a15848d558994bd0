import type { Message } from '@pytake/protocol'
import { act } from '@testing-library/react'
import { expect, expectTypeOf, test } from 'vitest'
import { createWorld } from './testing/world'
import { useConversations, type Conversations, type StatusFilter } from './use-conversations'

/** Word for word from the published description of the hook. */
const promised = [
  'conversations',
  'currentConversation',
  'currentMessages',
  'isLoading',
  'error',
  'unreadCount',
  'isConnected',
  'searchTerm',
  'setSearchTerm',
  'statusFilter',
  'setStatusFilter',
  'loadConversations',
  'selectConversation',
  'sendMessage',
  'markAsRead',
]

test('it has exactly the promised fields and actions', () => {
  const { render } = createWorld()
  const { result } = render(() => useConversations())
  expect(Object.keys(result.current).toSorted()).toEqual(promised.toSorted())
})

test('its types are the promised ones', () => {
  expectTypeOf<StatusFilter>().toEqualTypeOf<'all' | 'active' | 'waiting' | 'assigned' | 'closed'>()
  expectTypeOf<Conversations['selectConversation']>().parameters.toEqualTypeOf<[string | null]>()
  expectTypeOf<Conversations['sendMessage']>().toBeCallableWith('Olá')
  expectTypeOf<Conversations['sendMessage']>().toBeCallableWith('Olá', 'note', { ticket: 7 })
  expectTypeOf<Conversations['markAsRead']>().toBeCallableWith()
  expectTypeOf<Conversations['markAsRead']>().toBeCallableWith('c1')
})

test('the first list ends the loading', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const { result } = render(() => useConversations())
  expect(result.current).toMatchObject({ isLoading: true, conversations: [], isConnected: false })
  await advance()
  expect(result.current).toMatchObject({ isLoading: false, isConnected: true, error: null })
  expect(result.current.conversations.map(({ id }) => id)).toEqual(['c1'])
})

test('a selected conversation brings its messages, live', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  server.log.receives('c1', 'Olá')
  const { result } = render(() => useConversations())
  await advance()
  act(() => result.current.selectConversation('c1'))
  expect(result.current.isLoading).toBe(true)
  await advance()
  expect(result.current.currentConversation?.id).toBe('c1')
  server.log.receives('c1', 'Alguém aí?')
  await advance()
  expect(result.current.currentMessages.map(({ content }) => content)).toEqual(['Olá', 'Alguém aí?'])

  act(() => result.current.selectConversation(null))
  expect(result.current).toMatchObject({ currentConversation: null, currentMessages: [], isLoading: false })
})

test('a sent message is on screen before the server has it', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const { result } = render(() => useConversations())
  act(() => result.current.selectConversation('c1'))
  await advance()
  let sent: Promise<Message> | null = null
  act(() => {
    sent = result.current.sendMessage('Como posso ajudar?')
  })
  expect(result.current.currentMessages).toMatchObject([{ content: 'Como posso ajudar?', origin: 'outbox' }])
  await advance()
  await expect(sent).resolves.toMatchObject({ content: 'Como posso ajudar?' })
  expect(result.current.currentMessages).toMatchObject([{ origin: 'server' }])
})

test('sending without a selected conversation is refused by code', async () => {
  const { render } = createWorld()
  const { result } = render(() => useConversations())
  await expect(result.current.sendMessage('Olá')).rejects.toMatchObject({ code: 'invalid_request' })
})

test('the unread count is that of all conversations, not of the filtered list', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1', status: 'waiting', unread_count: 2 })
  server.log.seed({ id: 'c2', status: 'assigned', unread_count: 3 })
  const { result } = render(() => useConversations())
  act(() => result.current.setStatusFilter('waiting'))
  await advance()
  expect(result.current.conversations.map(({ id }) => id)).toEqual(['c1'])
  expect(result.current.unreadCount).toBe(5)
})

test('marking as read means the selected conversation unless another is named', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1', unread_count: 2 })
  server.log.seed({ id: 'c2', unread_count: 1 })
  const { result } = render(() => useConversations())
  act(() => result.current.selectConversation('c1'))
  await advance()
  const marked = Promise.all([result.current.markAsRead(), result.current.markAsRead('c2')])
  await advance()
  await marked
  expect(server.requests).toContain('POST /conversations/c1/read')
  expect(server.requests).toContain('POST /conversations/c2/read')
})

test('actions stay the same functions while data changes', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const { result } = render(() => useConversations())
  await advance()
  const { setSearchTerm, setStatusFilter, loadConversations, selectConversation, sendMessage, markAsRead } =
    result.current
  server.log.receives('c1', 'Olá')
  await advance()
  expect(result.current).toMatchObject({
    setSearchTerm,
    setStatusFilter,
    loadConversations,
    selectConversation,
    sendMessage,
    markAsRead,
  })
})

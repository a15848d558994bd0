import type { Conversation, Message } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { createBatch } from '../lib/batch'
import { aConversation, aMessage } from '../testing/entities'
import { createStoredList } from './conversation-list'
import { createStore } from './store'
import { createStoredConversation } from './stored-conversation'
import { createStoredTimeline, FIRST, LAST } from './timeline'

const CONVERSATIONS = 10_000
const OPENED = 2_000
const MESSAGES_EACH = 50
const at = (position: number) => new Date(Date.parse('2026-01-15T10:00:00.000Z') + position).toISOString()

const conversationAt = (number: number, position: number, fields: Partial<Conversation> = {}) =>
  aConversation({ id: `c${number}`, last_message_time: at(position), version: position, ...fields })

const messageAt = (number: number, position: number): Message =>
  aMessage({
    id: `m${position}`,
    conversation_id: `c${number}`,
    seq: position,
    version: position,
    created_at: at(position),
  })

/** All of it is watched; each listener counts under its own name. */
function aLargeInbox() {
  const batch = createBatch((error) => {
    throw error
  })
  const store = createStore(batch)
  const heard: string[] = []
  const all = Array.from({ length: CONVERSATIONS }, (_, number) => conversationAt(number, number + 1))
  const lists = {
    all: createStoredList({}, batch, nothing),
    closed: createStoredList({ status: 'closed' }, batch, nothing),
  }
  const timelines = Array.from({ length: OPENED }, () => createStoredTimeline(batch, nothing))
  const rows = all.map(() => createStoredConversation(batch, nothing))
  batch.run(() => {
    all.forEach(store.putConversation)
    for (const list of Object.values(lists)) {
      store.attachList(list)
      list.replace({ items: [], isLast: true }, store.known())
    }
    rows.forEach((row, number) => store.attachConversation(`c${number}`, row))
    timelines.forEach((timeline, number) => {
      store.attachTimeline(`c${number}`, timeline)
      const first = CONVERSATIONS + number * MESSAGES_EACH
      const items = Array.from({ length: MESSAGES_EACH }, (_, index) => messageAt(number, first + index))
      timeline.land({ items, from: FIRST, to: LAST })
    })
  })
  lists.all.cell.subscribe(() => heard.push('all'))
  lists.closed.cell.subscribe(() => heard.push('closed'))
  rows.forEach((row, number) => row.cell.subscribe(() => heard.push(`row ${number}`)))
  timelines.forEach((timeline, number) => timeline.cell.subscribe(() => heard.push(`chat ${number}`)))
  return { store, lists, timelines, rows, heard }
}

const nothing = () => undefined

test('among 10,000 conversations and 100,000 messages, one that comes tells only its list, its row and its chat', () => {
  const { store, lists, timelines, rows, heard } = aLargeInbox()
  expect(timelines.reduce((sum, timeline) => sum + timeline.size(), 0)).toBe(100_000)
  const before = {
    list: lists.all.cell.getSnapshot().items,
    closed: lists.closed.cell.getSnapshot(),
    chat: timelines[7]?.cell.getSnapshot().items ?? [],
    others: timelines.map((timeline) => timeline.cell.getSnapshot()),
  }
  const position = 1_000_000
  store.batch.run(() => {
    store.apply({ type: 'message_received', data: messageAt(7, position), cursor: 'e1.1', at: at(position) })
    const data = conversationAt(7, position + 1, { unread_count: 1 })
    store.apply({ type: 'conversation_updated', data, cursor: 'e1.2', at: at(position) })
  })
  expect(heard.sort()).toEqual(['all', 'chat 7', 'row 7'])

  const list = lists.all.cell.getSnapshot().items
  expect(list[0]).toMatchObject({ id: 'c7', unread_count: 1 })
  const known = new Set(before.list)
  expect(list.filter((item) => !known.has(item)).map(({ id }) => id)).toEqual(['c7'])
  expect(lists.closed.cell.getSnapshot()).toBe(before.closed)
  const chat = timelines[7]?.cell.getSnapshot().items ?? []
  expect(chat.slice(0, -1).every((item, index) => item === before.chat[index])).toBe(true)
  expect(chat).toHaveLength(MESSAGES_EACH + 1)
  const changed = timelines.filter((timeline, number) => timeline.cell.getSnapshot() !== before.others[number])
  expect(changed).toEqual([timelines[7]])
  expect(rows[7]?.cell.getSnapshot().conversation).toBe(list[0])
})

test('a burst in one batch tells each listener once', () => {
  const { store, heard } = aLargeInbox()
  store.batch.run(() => {
    for (let count = 0; count < 1_000; count += 1) {
      const data = conversationAt(count % 3, 1_000_000 + count)
      store.apply({ type: 'conversation_updated', data, cursor: `e1.${count}`, at: at(count) })
    }
  })
  expect(heard.sort()).toEqual(['all', 'row 0', 'row 1', 'row 2'])
})

test('conversations that nothing shows are let go beyond the bound, and none that is shown', () => {
  const { store } = aLargeInbox()
  for (let number = 0; number < 3 * CONVERSATIONS; number += 1) {
    store.putConversation(conversationAt(CONVERSATIONS + number, 2_000_000 + number, { id: `x${number}` }))
  }
  expect(store.get('c0')).toBeDefined()
  expect(store.get('x0')).toBeDefined()

  const bare = createStore(createBatch(nothing))
  for (let number = 0; number < 3 * CONVERSATIONS; number += 1) bare.putConversation(conversationAt(number, number + 1))
  expect([...bare.known()].length).toBeLessThanOrEqual(11_000)
  expect(bare.get('c0')).toBeUndefined()
})

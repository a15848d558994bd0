import type { Conversation } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { createBatch } from '../lib/batch'
import { aConversation } from '../testing/entities'
import { createStoredList } from './conversation-list'
import type { ConversationQuery } from './snapshots'

const numbered = (minute: number, fields: Partial<Conversation> = {}) =>
  aConversation({ id: `c${minute}`, last_message_time: `2026-01-15T10:${minute}:00.000Z`, version: minute, ...fields })

function aList(query: ConversationQuery = {}) {
  const batch = createBatch((error) => {
    throw error
  })
  const list = createStoredList(query, batch, () => undefined)
  return { list, ids: () => list.cell.getSnapshot().items.map(({ id }) => id) }
}

test('a conversation that sorts below what is loaded stays hidden until its page is', () => {
  const { list, ids } = aList()
  const page = [numbered(50), numbered(40)]
  list.replace({ items: page, isLast: false }, page)
  list.put(numbered(30))
  expect(ids()).toEqual(['c50', 'c40'])
  const next = [numbered(35)]
  list.append({ items: next, isLast: false }, [...page, ...next, numbered(30)])
  expect(ids()).toEqual(['c50', 'c40', 'c35'])
  list.append({ items: [], isLast: true }, [...page, ...next, numbered(30)])
  expect(list.cell.getSnapshot()).toMatchObject({ hasMore: false })
  expect(ids()).toEqual(['c50', 'c40', 'c35', 'c30'])
})

test('the place where loading goes on does not move with the conversation that marked it', () => {
  const { list, ids } = aList()
  const page = [numbered(50), numbered(40)]
  list.replace({ items: page, isLast: false }, page)
  list.put(numbered(40, { last_message_time: '2026-01-15T10:55:00.000Z', version: 60 }))
  list.put(numbered(45))
  expect(ids()).toEqual(['c40', 'c50', 'c45'])
})

test('a conversation joins and leaves a filtered list as it changes', () => {
  const { list, ids } = aList({ status: 'waiting' })
  list.replace({ items: [], isLast: true }, [])
  list.put(numbered(10, { status: 'waiting' }))
  expect(ids()).toEqual(['c10'])
  list.put(numbered(10, { status: 'closed', version: 11 }))
  expect(ids()).toEqual([])
})

test('a search finds by name, phone digits and last message, without accents or case', () => {
  for (const [search, isFound] of [
    ['joao', true],
    ['JOÃO silva', true],
    ['99999-0001', true],
    ['pedido', true],
    ['joao xavier', false],
    ['...', false],
  ] as const) {
    const { list, ids } = aList({ search })
    list.replace({ items: [], isLast: true }, [numbered(10, { last_message: 'Cadê o pedido?' })])
    expect([search, ids().length === 1]).toEqual([search, isFound])
  }
})

test('what only the server could find stays found', () => {
  const { list, ids } = aList({ search: 'boleto' })
  const found = numbered(10)
  list.replace({ items: [found], isLast: true }, [found])
  list.put(numbered(10, { unread_count: 3, version: 11 }))
  expect(ids()).toEqual(['c10'])
})

test('of equal times the larger id stands first, and a conversation without messages at its creation', () => {
  const { list, ids } = aList()
  const time = '2026-01-15T10:00:00.000Z'
  const known = [
    aConversation({ id: 'a', last_message_time: time }),
    aConversation({ id: 'b', created_at: time }),
    aConversation({ id: 'c', created_at: '2026-01-15T11:00:00.000Z' }),
  ]
  list.replace({ items: [], isLast: true }, known)
  expect(ids()).toEqual(['c', 'b', 'a'])
})

test('a change outside the list leaves its snapshot the same object', () => {
  const { list } = aList({ status: 'waiting' })
  list.replace({ items: [], isLast: true }, [])
  const before = list.cell.getSnapshot()
  list.put(numbered(10, { status: 'active' }))
  expect(list.cell.getSnapshot()).toBe(before)
})

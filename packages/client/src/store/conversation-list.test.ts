import type { Conversation } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatch } from '../lib/batch'
import { aConversation } from '../testing/entities'
import type { ConversationPage } from './conversation-list'
import { createStoredList } from './conversation-list'
import { compareConversations } from './reduce'
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

test('lists by label, channel and owner, and one for what nobody owns, follow their conversations', () => {
  const cases: [ConversationQuery, Partial<Conversation>][] = [
    [{ label: 'vip' }, { labels: ['new', 'vip'] }],
    [{ channel_id: 'channel-2' }, { channel_id: 'channel-2' }],
    [{ assignee_id: 'bia' }, { assignee_id: 'bia' }],
    [{ unread: true }, { unread_count: 2 }],
  ]
  for (const [query, fields] of cases) {
    const { list, ids } = aList(query)
    list.replace({ items: [], isLast: true }, [numbered(10)])
    expect(ids()).toEqual([])
    list.put(numbered(10, { ...fields, version: 11 }))
    expect(ids()).toEqual(['c10'])
  }
  const { list, ids } = aList({ assignee_id: null })
  list.replace({ items: [], isLast: true }, [numbered(10), numbered(20, { assignee_id: 'bia' })])
  expect(ids()).toEqual(['c10'])
  list.put(numbered(10, { assignee_id: 'bia', version: 11 }))
  expect(ids()).toEqual([])
})

test('what is known is shown before the first page, and gives way to it', () => {
  const { list, ids } = aList({ search: 'joao' })
  for (const known of [
    numbered(10),
    numbered(30),
    numbered(20, { contact: { ...numbered(20).contact, name: 'Ana' } }),
  ]) {
    list.put(known)
  }
  expect(ids()).toEqual(['c30', 'c10'])
  expect(list.cell.getSnapshot()).toMatchObject({ status: 'loading', hasMore: true })
  const found = [numbered(40, { contact: { ...numbered(40).contact, name: 'Rui' } }), numbered(30)]
  list.replace({ items: found, isLast: false }, [...found, numbered(10)])
  expect(ids()).toEqual(['c40', 'c30'])
})

test('pages, changes and reloads in any order show the conversations of the server down to where it is loaded', () => {
  const step = fc.record({
    kind: fc.constantFrom('change', 'change', 'more', 'reload', 'delete'),
    which: fc.nat(29),
    status: fc.constantFrom('waiting', 'active'),
    repeat: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const { list, ids } = aList({ status: 'waiting' })
      const held = new Map(Array.from({ length: 30 }, (_, index) => [`c${10 + index}`, numbered(10 + index)]))
      const told: Conversation[] = []
      let second = 0
      const truth = () => [...held.values()].filter(({ status }) => status === 'waiting').sort(compareConversations)
      const page = (after: Conversation | undefined): ConversationPage => {
        const rest = truth().filter((item) => !after || compareConversations(item, after) > 0)
        return { items: rest.slice(0, 5), isLast: rest.length <= 5 }
      }
      let last = page(undefined)
      list.replace(last, held.values())
      for (const { kind, which, status, repeat } of steps) {
        const target = held.get(`c${10 + which}`)
        if (kind === 'reload') list.replace((last = page(undefined)), held.values())
        else if (kind === 'more' && !last.isLast) list.append((last = page(last.items.at(-1))), held.values())
        else if (kind === 'delete' && target) {
          held.delete(target.id)
          list.remove(target.id)
        } else if (kind === 'change' && target) {
          const last_message_time = `2026-01-16T10:00:00.${String((second += 1)).padStart(3, '0')}Z`
          const next = { ...target, status, last_message_time, version: 100 + second }
          held.set(next.id, next)
          told.push(next)
          list.put(next)
        }
        const repeated = told.at(-1)
        if (repeat && repeated && held.get(repeated.id) === repeated) list.put(repeated)
        const shown = ids()
        expect(shown).toEqual(
          truth()
            .map(({ id }) => id)
            .slice(0, shown.length),
        )
        if (!list.cell.getSnapshot().hasMore) expect(shown).toHaveLength(truth().length)
      }
    }),
    { numRuns: 200 },
  )
})

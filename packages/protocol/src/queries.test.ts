import { expect, test } from 'vitest'
import { listConversationsQuery, listEventsQuery, listMessagesQuery } from './queries'

test('the defaults are the seed’s: 50 conversations, 100 messages, offset 0', () => {
  expect(listConversationsQuery.parse({})).toMatchObject({ limit: 50, offset: 0 })
  expect(listMessagesQuery.parse({})).toMatchObject({ limit: 100, offset: 0 })
})

test('numbers arrive as text and leave as numbers', () => {
  expect(listConversationsQuery.parse({ limit: '200', offset: '10', unread: 'true' })).toMatchObject({
    limit: 200,
    offset: 10,
    unread: true,
  })
})

test.each(['0', '201', '-1', '1.5', '1e2', '', ' 5', 'ten'])('a limit of "%s" is refused, never clamped', (limit) => {
  expect(listConversationsQuery.safeParse({ limit }).success).toBe(false)
})

test('a status outside the seed’s four is refused', () => {
  expect(listConversationsQuery.safeParse({ status: 'open' }).success).toBe(false)
})

test('a wait beyond the longest is refused', () => {
  expect(listEventsQuery.safeParse({ wait: '25001' }).success).toBe(false)
  expect(listEventsQuery.parse({ wait: '25000' }).wait).toBe(25_000)
})

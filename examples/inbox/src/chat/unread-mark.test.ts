import { expect, test } from 'vitest'
import { countBelow, firstUnreadKey } from './unread-mark'

const items = [
  { key: '1', sender_type: 'contact' },
  { key: '2', sender_type: 'agent' },
  { key: '3', sender_type: 'contact' },
  { key: '4', sender_type: 'bot' },
  { key: '5', sender_type: 'contact' },
]

test('the first unread is counted from the end over the customer alone', () => {
  expect(firstUnreadKey(items, 1)).toBe('5')
  expect(firstUnreadKey(items, 2)).toBe('3')
  expect(firstUnreadKey(items, 3)).toBe('1')
})

test('nothing unread, or more than is loaded, has no mark', () => {
  expect(firstUnreadKey(items, 0)).toBeNull()
  expect(firstUnreadKey(items, 4)).toBeNull()
  expect(firstUnreadKey([], 1)).toBeNull()
})

test('only what the customer wrote below the last seen message is new', () => {
  expect(countBelow(items, '2')).toBe(2)
  expect(countBelow(items, '5')).toBe(0)
  expect(countBelow(items, null)).toBe(0)
  expect(countBelow(items, 'gone')).toBe(0)
})

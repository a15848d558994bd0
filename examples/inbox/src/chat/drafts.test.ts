import { expect, test } from 'vitest'
import { createDrafts } from './drafts'

function fakeStorage(): Storage {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    clear: () => values.clear(),
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

test('each conversation has its own draft', () => {
  const drafts = createDrafts(fakeStorage)
  drafts.write('a', 'one')
  drafts.write('b', 'two')
  expect([drafts.read('a'), drafts.read('b'), drafts.read('c')]).toEqual(['one', 'two', ''])
})

test('a draft outlives a reload, a sent one does not', () => {
  const storage = fakeStorage()
  createDrafts(() => storage).write('a', 'kept')
  expect(createDrafts(() => storage).read('a')).toBe('kept')
  createDrafts(() => storage).write('a', '')
  expect(storage.length).toBe(0)
})

test('forbidden storage costs only the reload', () => {
  const drafts = createDrafts(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  drafts.write('a', 'typed')
  expect(drafts.read('a')).toBe('typed')
})

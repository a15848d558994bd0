import { expect, test } from 'vitest'
import { createPool } from './pool'

function aPool(maxIdleSize: number) {
  const watched = new Set<string>()
  const detached: string[] = []
  const pool = createPool<{ isWatched(): boolean; size(): number; detach(): void; comeBack(): void }>(maxIdleSize)
  const use = (key: string, size = 1) =>
    pool.get(key, (comeBack) => ({
      isWatched: () => watched.has(key),
      size: () => size,
      detach: () => detached.push(key),
      comeBack,
    }))
  return { pool, use, watched, detached }
}

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

test('what was unused longest is let go, but never what is watched', () => {
  const { use, watched, detached } = aPool(20)
  watched.add('watched')
  use('watched')
  const early = use('early')
  for (const key of named('a', 15)) use(key)
  expect(use('early')).toBe(early)
  for (const key of named('b', 20)) use(key)
  expect(detached).toContain('a0')
  expect(detached).not.toContain('early')
  expect(use('early')).toBe(early)
  for (const key of named('c', 40)) use(key)
  expect(detached).toContain('early')
  expect(detached).not.toContain('watched')
})

test('what is held idle stays bounded, and large ones take more of the room', () => {
  const { pool, use } = aPool(100)
  for (const key of named('a', 500)) use(key)
  expect([...pool.all()].length).toBeLessThanOrEqual(110)
  for (const key of named('b', 50)) use(key, 50)
  expect([...pool.all()].length).toBeLessThanOrEqual(13)
})

test('one that was let go comes back as it is used, even where another has taken its key', () => {
  const { pool, use, detached } = aPool(1)
  const first = use('a')
  for (const key of named('b', 20)) use(key)
  expect(detached).toContain('a')
  const second = use('a')
  first.comeBack()
  expect([...pool.all()]).toContain(first)
  expect(use('a')).toBe(second)
})

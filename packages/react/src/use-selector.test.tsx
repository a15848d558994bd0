import type { Live } from '@pytake/client'
import { act, render, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { createWorld } from './testing/world'
import { useSelector } from './use-selector'

function createLive<Value>(first: Value): Live<Value> & { set: (value: Value) => void; listeners: Set<() => void> } {
  let held = first
  const listeners = new Set<() => void>()
  return {
    listeners,
    getSnapshot: () => held,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (value) => {
      held = value
      for (const listener of [...listeners]) listener()
    },
  }
}

test('only a change of what is selected renders', () => {
  const live = createLive({ count: 1, other: 1 })
  let renders = 0
  const { result } = renderHook(() => {
    renders += 1
    return useSelector(live, ({ count }) => count)
  })
  act(() => live.set({ count: 1, other: 2 }))
  expect([renders, result.current]).toEqual([1, 1])
  act(() => live.set({ count: 2, other: 2 }))
  expect([renders, result.current]).toEqual([2, 2])
})

test('an equal selection keeps its object, even from a function that is another one on every render', () => {
  const live = createLive({ ids: ['a'], other: 1 })
  const isSame = (a: string[], b: string[]) => a.join() === b.join()
  const { result, rerender } = renderHook(() => useSelector(live, ({ ids }) => [...ids], isSame))
  const first = result.current
  rerender()
  expect(result.current).toBe(first)
  act(() => live.set({ ids: ['a'], other: 2 }))
  expect(result.current).toBe(first)
  act(() => live.set({ ids: ['b'], other: 2 }))
  expect(result.current).toEqual(['b'])
})

test('another function selects at once, another value is read at once and the first one let go', () => {
  const one = createLive({ name: 'one', size: 3 })
  const two = createLive({ name: 'two', size: 4 })
  const { result, rerender, unmount } = renderHook(
    ({ live, key }) => useSelector<{ name: string; size: number }, string | number>(live, (value) => value[key]),
    { initialProps: { live: one, key: 'name' as 'name' | 'size' } },
  )
  expect(result.current).toBe('one')
  rerender({ live: one, key: 'size' })
  expect(result.current).toBe(3)
  rerender({ live: two, key: 'size' })
  expect(result.current).toBe(4)
  expect([one.listeners.size, two.listeners.size]).toEqual([0, 1])
  unmount()
  expect(two.listeners.size).toBe(0)
})

test('it reads whatever the client offers live', async () => {
  const { Provider, client, server, advance } = createWorld()
  server.log.seed({ id: 'c1', status: 'waiting' })
  const Waiting = () => useSelector(client.counts(), ({ counts }) => counts?.waiting ?? 'unknown')
  const { container } = render(
    <Provider>
      <Waiting />
    </Provider>,
  )
  expect(container.textContent).toBe('unknown')
  await advance()
  expect(container.textContent).toBe('1')
})

import type { Conversation } from '@pytake/protocol'
import { act, render, screen } from '@testing-library/react'
import { memo } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWorld } from './testing/world'
import { useConversationList } from './use-conversation-list'

beforeEach(() => {
  // Only the debounce lives on real timers; the world's own time is virtual.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const rest = (durationMs: number) => act(async () => vi.advanceTimersByTime(durationMs))

test('a message renders the row it belongs to and no other', async () => {
  const { Provider, advance, server } = createWorld()
  server.log.seed({ id: 'c1', last_message_time: '2026-01-15T09:02:00.000Z' })
  server.log.seed({ id: 'c2', last_message_time: '2026-01-15T09:01:00.000Z' })
  const drawn: string[] = []
  const Row = memo(function Row({ conversation }: { conversation: Conversation }) {
    drawn.push(conversation.id)
    return <li>{conversation.last_message}</li>
  })
  function List() {
    return useConversationList().items.map((conversation) => <Row key={conversation.id} conversation={conversation} />)
  }
  render(
    <Provider>
      <List />
    </Provider>,
  )
  await advance()
  expect(new Set(drawn)).toEqual(new Set(['c1', 'c2']))

  drawn.length = 0
  server.log.receives('c2', 'Olá')
  await advance()
  expect(new Set(drawn)).toEqual(new Set(['c2']))
  expect(screen.getByText('Olá')).toBeDefined()
})

test('a filter shows what is known of its answer until the answer is there', async () => {
  const { render: renderHook, advance, server } = createWorld()
  server.log.seed({ id: 'c1', status: 'waiting' })
  server.log.seed({ id: 'c2', status: 'closed' })
  const seen: string[][] = []
  const { rerender } = renderHook(
    ({ status }: { status?: 'closed' }) => {
      const { items, isStale } = useConversationList(status === undefined ? {} : { status })
      seen.push([...items.map(({ id }) => id), ...(isStale ? ['stale'] : [])])
    },
    { initialProps: {} },
  )
  await advance()
  seen.length = 0
  rerender({ status: 'closed' })
  await advance()
  expect(seen.map(String)).not.toContain('')
  expect(seen.at(0)).toEqual(['c2', 'stale'])
  expect(seen.at(-1)).toEqual(['c2'])
})

test('a search asks the server once the typing rests, and at once when it is taken back', async () => {
  const { render: renderHook, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const searches = () => server.requests.filter((request) => request === 'GET /conversations').length
  const { rerender, result } = renderHook(({ search }) => useConversationList({ search }), {
    initialProps: { search: '' },
  })
  await advance()
  const before = searches()
  for (const search of ['j', 'jo', 'joã', 'joão']) {
    rerender({ search })
    await rest(100)
    await advance()
  }
  expect(searches()).toBe(before)
  expect(result.current.isStale).toBe(true)
  await rest(250)
  await advance()
  expect(searches()).toBe(before + 1)
  expect(result.current.isStale).toBe(false)

  rerender({ search: '' })
  expect(result.current.status).toBe('ready')
  expect(result.current.isStale).toBe(false)
})

test('a failure stands in the snapshot and no action rejects', async () => {
  const { render: renderHook, advance, server } = createWorld()
  const heal = server.goDown()
  const { result } = renderHook(() => useConversationList())
  await advance()
  expect(result.current.error?.code).toBe('network_unreachable')

  heal()
  server.log.seed({ id: 'c1' })
  await act(() => result.current.refresh())
  expect(result.current.error).toBeNull()
  expect(result.current.items).toHaveLength(1)
})

import { act, render, screen } from '@testing-library/react'
import { memo } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWorld } from './testing/world'
import { useConversation } from './use-conversation'
import { useConversationIds } from './use-conversation-ids'

beforeEach(() => {
  // Where no frame is drawn, a timer stands in for it; here frames are drawn.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

async function createInbox(count: number) {
  const world = createWorld()
  for (let index = 0; index < count; index += 1) {
    world.server.log.seed({ id: `c${index}`, last_message_time: `2026-01-15T09:00:${String(59 - index)}.000Z` })
  }
  const drawn = { lists: 0, rows: [] as string[] }
  const Row = memo(function Row({ id }: { id: string }) {
    const { conversation } = useConversation(id)
    drawn.rows.push(id)
    return <li>{conversation?.last_message ?? id}</li>
  })
  function List() {
    const { ids } = useConversationIds()
    drawn.lists += 1
    return (
      <ul>
        {ids.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    )
  }
  const { unmount } = render(<List />, { wrapper: world.Plain })
  await world.advance()
  await world.advance()
  const reset = () => {
    drawn.lists = 0
    drawn.rows = []
  }
  return { ...world, drawn, reset, unmount }
}

test('a message in the first conversation draws exactly its row, and no list', async () => {
  const { server, advance, drawn, reset } = await createInbox(3)
  reset()
  server.log.receives('c0', 'Olá')
  await advance()
  expect(drawn).toEqual({ lists: 0, rows: ['c0'] })
  expect(screen.getByText('Olá')).toBeDefined()
})

test('many reorders within a frame draw the list twice: at once, and for the rest with the next frame', async () => {
  const { server, advance, advanceInFrame, drawn, reset } = await createInbox(5)
  reset()
  for (const id of ['c4', 'c3', 'c2', 'c4', 'c1', 'c3']) {
    server.log.receives(id, `now ${id}`)
    await advanceInFrame()
  }
  expect(drawn.lists).toBe(1)
  await advance()
  expect(drawn.lists).toBe(2)
  expect(screen.getAllByRole('listitem').map((row) => row.textContent)).toEqual([
    'now c3',
    'now c1',
    'now c4',
    'now c2',
    'c0',
  ])
  await advance()
  expect(drawn.lists).toBe(2)
})

test('in a hidden page, which draws no frames, the rest is told by a timer', async () => {
  const { server, advanceInFrame, drawn, reset } = await createInbox(3)
  reset()
  for (const id of ['c2', 'c1']) {
    server.log.receives(id, 'now')
    await advanceInFrame()
  }
  expect(drawn.lists).toBe(1)
  await act(async () => vi.runOnlyPendingTimers())
  expect(drawn.lists).toBe(2)
})

test('a list that goes takes its frame with it', async () => {
  const { server, advanceInFrame, unmount } = await createInbox(3)
  server.log.receives('c2', 'a')
  await advanceInFrame()
  expect(vi.getTimerCount()).toBeGreaterThan(0)
  unmount()
  expect(vi.getTimerCount()).toBe(0)
})

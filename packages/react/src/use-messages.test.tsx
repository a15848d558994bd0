import { act } from '@testing-library/react'
import { expect, test } from 'vitest'
import { createWorld } from './testing/world'
import { useMessages } from './use-messages'

function createChat(count: number) {
  const world = createWorld()
  world.server.log.seed({ id: 'c1' })
  for (let index = 0; index < count; index += 1) world.server.log.receives('c1', `message ${index}`)
  return world
}

const textsOf = (items: readonly { content: string }[]) => items.map(({ content }) => content)

test('older pages come on demand, and the functions stay the same', async () => {
  const { render, advance } = createChat(120)
  const { result } = render(() => useMessages('c1'))
  await advance()
  expect(result.current.items).toHaveLength(50)
  const { loadOlder, jumpTo, retry } = result.current
  act(() => void loadOlder())
  expect(result.current.isLoadingOlder).toBe(true)
  await advance()
  expect(result.current).toMatchObject({
    isLoadingOlder: false,
    hasOlder: true,
    pageError: null,
    loadOlder,
    jumpTo,
    retry,
  })
  expect(result.current.items).toHaveLength(100)
})

test('a page that fails says why, and is forgotten with the next try', async () => {
  const { render, advance, server } = createChat(60)
  const { result } = render(() => useMessages('c1'))
  await advance()
  const heal = server.goDown()
  act(() => void result.current.loadOlder())
  await advance()
  expect(result.current).toMatchObject({ status: 'ready', isLoadingOlder: false })
  expect(result.current.pageError?.code).toBe('network_unreachable')
  heal()
  act(() => void result.current.loadOlder())
  await advance()
  expect(result.current).toMatchObject({ pageError: null, hasOlder: false })
})

test('a message of the past that is not there rejects the jump', async () => {
  const { render, advance, server } = createChat(3)
  server.behave({
    onRequest: (request) => (request.url.includes('around=') ? new Response(null, { status: 404 }) : undefined),
  })
  const { result } = render(() => useMessages('c1'))
  await advance()
  let code: unknown
  act(() => void result.current.jumpTo('nowhere').catch((error: { code: string }) => (code = error.code)))
  await advance()
  expect(code).toBeDefined()
  expect(textsOf(result.current.items)).toEqual(['message 0', 'message 1', 'message 2'])
})

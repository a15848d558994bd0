import { act } from '@testing-library/react'
import { expect, test } from 'vitest'
import { aMessage } from '../../client/src/testing/entities'
import { problemResponse } from '../../client/src/testing/fake-routes'
import { createWorld } from './testing/world'
import { useOutbox } from './use-outbox'
import { useSendMessage } from './use-send-message'

const isSend = (request: Request) => request.method === 'POST' && request.url.endsWith('/messages')

test('what others wrote meanwhile is told, and the next send clears it', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const missed = [aMessage({ id: 'm2', conversation_id: 'c1', content: 'Eu respondo' })]
  const heal = server.behave({
    onRequest: (request) =>
      isSend(request)
        ? Response.json(
            { type: 'urn:x', title: 'x', status: 409, code: 'conversation_advanced', missed },
            { status: 409 },
          )
        : undefined,
  })
  const { result } = render(() => useSendMessage('c1'))
  await advance()
  const { send } = result.current
  let refused: unknown
  act(() => void send({ content: 'Olá', if_last_message_id: 'm1' }).catch((error: unknown) => (refused = error)))
  await advance()
  expect(result.current.error).toBe(refused)
  expect(result.current.error?.code).toBe('conversation_advanced')
  expect(result.current.missed.map(({ content }) => content)).toEqual(['Eu respondo'])

  heal()
  act(() => void send('Olá'))
  expect(result.current.missed).toEqual([])
  await advance()
  expect(result.current.error).toBeNull()
  expect(result.current.send).toBe(send)
})

test('only a message that is on its way is being sent; one that waits for the network is not', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const { result } = render(() => ({ ...useSendMessage('c1'), ...useOutbox() }))
  await advance()
  const heal = server.behave({ answerDelayMs: (request) => (isSend(request) ? 1_000 : 0) })
  act(() => void result.current.send('one'))
  await advance()
  expect(result.current.isSending).toBe(true)
  await advance(1_000)
  expect(result.current.isSending).toBe(false)
  heal()

  server.goDown()
  act(() => void result.current.send('two').catch(() => {}))
  await advance()
  expect(result.current.isSending).toBe(false)
  const [item] = result.current.items
  expect(item?.body.content).toBe('two')
  act(() => expect(result.current.discard(item?.id ?? '')).toBe(true))
  expect(result.current.items).toEqual([])
})

test('a failure without what was missed is no list', async () => {
  const { render, advance, server } = createWorld()
  server.behave({
    onRequest: (request) => (isSend(request) ? problemResponse(409, 'conversation_advanced') : undefined),
  })
  const { result } = render(() => useSendMessage('c1'))
  await advance()
  act(() => void result.current.send('Olá').catch(() => {}))
  await advance()
  expect(result.current.missed).toEqual([])
})

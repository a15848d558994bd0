import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { createWorld } from './testing/world'
import { useWebSocket, type WebSocketOptions } from './use-web-socket'

const closers: (() => void)[] = []
afterEach(() => {
  vi.restoreAllMocks()
  // Before the server goes: a component that still sees it go would render after the test.
  cleanup()
  for (const close of closers.splice(0)) close()
})

/** A plain server on a free port, for sockets with an address of their own. */
async function listen() {
  const sockets: WebSocket[] = []
  let opened = 0
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket) => {
    opened += 1
    sockets.push(socket)
    socket.on('message', (data) => socket.send(JSON.stringify({ type: 'pong', id: JSON.parse(String(data)).id })))
  })
  await new Promise((resolve) => server.once('listening', resolve))
  closers.push(() => {
    for (const socket of sockets) socket.terminate()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `ws://127.0.0.1:${address.port}`, sockets, opened: () => opened }
}

test("inside a provider it shares the client's connection", async () => {
  const { render, advance, server } = createWorld()
  const { result } = render(() => [useWebSocket(), useWebSocket()] as const)
  await advance()
  expect(server.sockets).toHaveLength(1)
  expect(result.current[0]).toMatchObject({ isConnected: true, status: 'connected' })

  act(() => result.current[1].disconnect())
  await advance()
  expect(result.current[0]).toMatchObject({ isConnected: false, status: 'closed' })
  act(() => result.current[0].connect())
  await advance()
  expect(result.current[1].isConnected).toBe(true)
})

test('frames go out while connected and are refused otherwise', async () => {
  const { render, advance, server } = createWorld()
  const { result } = render(() => useWebSocket())
  expect(result.current.send({ type: 'typing_start', conversation_id: 'c1' })).toBe(false)
  await advance()
  expect(result.current.send({ type: 'typing_start', conversation_id: 'c1' })).toBe(true)
  await advance()
  expect(server.heard).toContainEqual({ type: 'typing_start', conversation_id: 'c1' })
})

test('callbacks of the last render are called, and changing them costs no connection', async () => {
  const { render, advance, server } = createWorld()
  server.log.seed({ id: 'c1' })
  const first = { onConnect: vi.fn(), onMessage: vi.fn() }
  const second = { onMessage: vi.fn(), onDisconnect: vi.fn() }
  const initialProps: WebSocketOptions = first
  const { rerender } = render((options) => useWebSocket(options), { initialProps })
  await advance()
  expect(first.onConnect).toHaveBeenCalledTimes(1)

  rerender(second)
  first.onMessage.mockClear()
  server.log.receives('c1', 'Olá')
  await advance()
  expect(first.onMessage).not.toHaveBeenCalled()
  expect(second.onMessage).toHaveBeenCalledWith(expect.objectContaining({ type: 'message_received' }))
  expect(server.auths).toHaveLength(1)

  server.dropSockets(1006)
  await advance()
  expect(second.onDisconnect).toHaveBeenCalledTimes(1)
})

test('who comes after the connection is told of it', async () => {
  const { render, advance } = createWorld()
  const early = render(() => useWebSocket())
  await advance()
  expect(early.result.current.isConnected).toBe(true)
  const onConnect = vi.fn()
  render(() => useWebSocket({ onConnect }))
  expect(onConnect).toHaveBeenCalled()
})

test('options that a provider overrules are warned of, once', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { render } = createWorld()
  render(() => useWebSocket({ onMessage: () => {} }))
  expect(warn).not.toHaveBeenCalled()
  render(() => useWebSocket({ reconnectInterval: 10 }))
  render(() => useWebSocket({ reconnectInterval: 20 }))
  expect(warn).toHaveBeenCalledTimes(1)
})

test('with an address it opens one socket of its own, also in StrictMode, and closes it on unmount', async () => {
  const { url, sockets, opened } = await listen()
  const onMessage = vi.fn()
  const { result, unmount } = renderHook(() => useWebSocket({ url, onMessage }), { wrapper: StrictMode })
  await waitFor(() => expect(result.current.isConnected).toBe(true))
  expect(opened()).toBe(1)
  act(() => {
    expect(result.current.send({ type: 'ping', id: '7' })).toBe(true)
  })
  await waitFor(() => expect(onMessage).toHaveBeenCalledWith({ type: 'pong', id: '7' }))
  unmount()
  await waitFor(() => expect(sockets[0]?.readyState).toBe(3))
})

test('a socket of its own comes back after a loss, if it may', async () => {
  const { url, sockets, opened } = await listen()
  const onDisconnect = vi.fn()
  const { result } = renderHook(() => useWebSocket({ url, reconnectInterval: 1, onDisconnect }))
  await waitFor(() => expect(result.current.isConnected).toBe(true))
  act(() => sockets[0]?.terminate())
  await waitFor(() => expect(opened()).toBe(2))
  await waitFor(() => expect(result.current.isConnected).toBe(true))
  expect(onDisconnect).toHaveBeenCalledTimes(1)

  const lone = renderHook(() => useWebSocket({ url, autoReconnect: false }))
  await waitFor(() => expect(lone.result.current.isConnected).toBe(true))
  act(() => sockets[2]?.terminate())
  await waitFor(() => expect(lone.result.current.status).toBe('offline'))
})

import { expect, test } from 'vitest'
import { FakeServer } from '../testing/fake-server'
import { VirtualEnv } from '../testing/virtual-env'
import { createPlainSocket, type PlainSocketOptions } from './plain-socket'

function setUp(options: Partial<PlainSocketOptions> = {}) {
  const env = new VirtualEnv()
  const server = new FakeServer(env)
  const states: string[] = []
  const frames: string[] = []
  const errors: string[] = []
  const socket = createPlainSocket({
    env,
    onState: ({ status }) => states.push(status),
    onFrame: ({ type }) => frames.push(type),
    onError: ({ code }) => errors.push(code),
    ...options,
  })
  return { env, server, socket, states, frames, errors }
}

test('it is connected once open, before anybody has authenticated', async () => {
  const { env, socket, states, frames } = setUp()
  expect(socket.send({ type: 'auth', token: 'token-1' })).toBe(false)
  socket.connect()
  await env.advance(50)
  expect(states).toEqual(['connecting', 'connected'])
  expect(socket.send({ type: 'auth', token: 'token-1' })).toBe(true)
  await env.advance(50)
  expect(frames).toEqual(['auth_ok'])
})

test('without an address it follows from the page', async () => {
  const { env, server, socket } = setUp()
  env.address = { protocol: 'https:', hostname: 'inbox.example', host: 'inbox.example' }
  socket.connect()
  await env.advance(50)
  expect(server.sockets[0]?.url).toBe('wss://inbox.example/api/v1/conversations/ws')
})

test('a lost socket comes back, and a second connect() opens no second one', async () => {
  const { env, server, socket, states, errors } = setUp({ url: 'wss://a.test/ws' })
  socket.connect()
  await env.advance(50)
  socket.connect()
  server.dropSockets(1006)
  await env.advance(10_000)
  expect(states).toEqual(['connecting', 'connected', 'reconnecting', 'reconnecting', 'connected'])
  expect(errors).toEqual(['network_unreachable'])
  expect(server.sockets).toHaveLength(1)
})

test('after the last attempt it is offline, and connect() begins anew', async () => {
  const { env, socket, states } = setUp({ url: 'wss://a.test/ws', maxReconnectAttempts: 2 })
  env.connectTo({
    respond: () => Promise.reject(new TypeError('no network')),
    open: () => {
      throw new Error('refused')
    },
  })
  socket.connect()
  await env.advance(60_000)
  expect(states.filter((status) => status === 'reconnecting')).toHaveLength(4)
  expect(states.at(-1)).toBe('offline')
  expect(env.pendingTimers).toBe(0)
  socket.connect()
  expect(states).toContain('connecting')
})

test('a close that forbids coming back is final', async () => {
  const { env, server, socket, states, errors } = setUp({ url: 'wss://a.test/ws' })
  socket.connect()
  await env.advance(50)
  server.dropSockets(4403)
  await env.advance(60_000)
  expect(states.at(-1)).toBe('closed')
  expect(errors).toEqual(['unauthorized'])
})

test('disconnect() ends it and leaves no timer', async () => {
  const { env, server, socket, states } = setUp({ url: 'wss://a.test/ws' })
  socket.connect()
  await env.advance(50)
  server.dropSockets(1006)
  await env.advance(6)
  socket.disconnect()
  await env.advance(60_000)
  expect(states.at(-1)).toBe('closed')
  expect(env.pendingTimers).toBe(0)
})

test('what is no frame is an error and disturbs nothing', async () => {
  const { env, server, socket, errors, frames } = setUp({ url: 'wss://a.test/ws' })
  socket.connect()
  await env.advance(50)
  server.sockets[0]?.events.onMessage('not json')
  server.sockets[0]?.events.onMessage('{"type":"pong","id":"1"}')
  expect(errors).toEqual(['invalid_response'])
  expect(frames).toEqual(['pong'])
})

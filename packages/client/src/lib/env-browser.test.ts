import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { browserEnv } from './env-browser'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('sockets work in Node, and tell of their end once', async () => {
  const server = new WebSocketServer({ port: 0 })
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
  server.on('connection', (socket) => socket.on('message', () => setImmediate(() => socket.close(4001, 'bye'))))
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const told = await new Promise<unknown[]>((resolve) => {
    const events: unknown[] = []
    const socket = browserEnv.createSocket(`ws://127.0.0.1:${address.port}`, {
      onOpen: () => socket.send('ping'),
      onMessage: (text) => events.push(text),
      onClose: (code, reason) => resolve([...events, code, reason]),
    })
  })
  server.close()
  expect(told).toEqual(['ping', 4001, 'bye'])
})

test('a socket that was given up tells nothing more', async () => {
  const server = new WebSocketServer({ port: 0 })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const told: string[] = []
  const closed = new Promise<void>((resolve) => server.on('connection', (peer) => peer.on('close', () => resolve())))
  const socket = browserEnv.createSocket(`ws://127.0.0.1:${address.port}`, {
    onOpen: () => {
      told.push('open')
      socket.terminate()
    },
    onMessage: () => told.push('message'),
    onClose: () => told.push('close'),
  })
  await closed
  server.close()
  expect(told).toEqual(['open'])
})

test('without a page there is neither an address nor anything to listen to', () => {
  expect(browserEnv.pageAddress()).toBeNull()
  expect(() => browserEnv.onLifecycle(() => undefined)()).not.toThrow()
})

test('the page coming and going is told in our words, until it is no longer asked for', () => {
  const [page, paper] = [new EventTarget(), Object.assign(new EventTarget(), { visibilityState: 'visible' })]
  vi.stubGlobal('window', page)
  vi.stubGlobal('document', paper)
  const told: string[] = []
  const stop = browserEnv.onLifecycle((signal) => told.push(signal))
  for (const type of ['online', 'offline', 'pagehide', 'pageshow']) page.dispatchEvent(new Event(type))
  for (const type of ['visibilitychange', 'freeze', 'resume']) paper.dispatchEvent(new Event(type))
  stop()
  page.dispatchEvent(new Event('online'))
  expect(told).toEqual(['online', 'offline', 'pagehide', 'pageshow', 'visible', 'pagehide', 'pageshow'])
})

import WebSocket from 'isomorphic-ws'
import type { ClientEnv, LifecycleSignal, SocketEvents } from './env'

/**
 * The real world in browsers, Node and React Native. Every global is looked up when it is used, so importing this
 * during server rendering touches nothing.
 */
export const browserEnv: ClientEnv = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimer: (delayMs, task) => {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
  randomBytes: (length) => {
    const bytes = new Uint8Array(length)
    // Without Web Crypto (old React Native) ids still have to differ, though they can be guessed.
    if (typeof crypto === 'undefined') return bytes.map(() => Math.floor(Math.random() * 256))
    return crypto.getRandomValues(bytes)
  },
  fetch: (request) => fetch(request),
  createSocket,
  isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  onLifecycle,
  pageAddress: () => {
    // React Native has a `window` without a location.
    const address = typeof location === 'undefined' ? undefined : location
    return address?.hostname ? { protocol: address.protocol, hostname: address.hostname, host: address.host } : null
  },
  load: (part) => part(),
  log: (line) => console.debug(`[pytake] ${line}`),
}

function createSocket(url: string, events: SocketEvents) {
  const socket = new WebSocket(url)
  let isOver = false
  socket.onopen = () => {
    if (!isOver) events.onOpen()
  }
  socket.onmessage = ({ data }) => {
    if (!isOver && typeof data === 'string') events.onMessage(data)
  }
  // A close follows and tells more; without a listener, Node's implementation would throw.
  socket.onerror = () => undefined
  socket.onclose = ({ code, reason }) => {
    if (isOver) return
    isOver = true
    events.onClose(code, reason)
  }
  return {
    send: (text: string) => {
      if (socket.readyState === socket.OPEN) socket.send(text)
    },
    terminate: () => {
      isOver = true
      // Only Node's implementation has it; in browsers `close()` on a dead socket lingers, but nobody listens.
      if (typeof socket.terminate === 'function') socket.terminate()
      else socket.close()
    },
  }
}

function onLifecycle(listener: (signal: LifecycleSignal) => void): () => void {
  const removals: (() => void)[] = []
  const listen = (target: EventTarget | undefined, type: string, react: () => void): void => {
    // React Native's `window` cannot be listened to.
    if (typeof target?.addEventListener !== 'function') return
    target.addEventListener(type, react)
    removals.push(() => target.removeEventListener(type, react))
  }
  const page = typeof window === 'undefined' ? undefined : window
  const paper = typeof document === 'undefined' ? undefined : document
  listen(page, 'online', () => listener('online'))
  listen(page, 'offline', () => listener('offline'))
  listen(page, 'pagehide', () => listener('pagehide'))
  listen(page, 'pageshow', () => listener('pageshow'))
  listen(paper, 'freeze', () => listener('pagehide'))
  listen(paper, 'resume', () => listener('pageshow'))
  listen(paper, 'visibilitychange', () => {
    if (paper?.visibilityState === 'visible') listener('visible')
  })
  return () => {
    for (const remove of removals) remove()
  }
}

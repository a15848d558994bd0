import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { ServerSocket } from './socket-port'

/** A `ws` connection as the gateway's port. Frames of one turn leave in one write to the network. */
export function createWsSocket(ws: WebSocket, stream: Pick<Duplex, 'cork' | 'uncork'>): ServerSocket {
  const closeListeners = new Set<(code: number) => void>()
  let pendingWrites = 0
  const uncork = (): void => {
    pendingWrites = 0
    stream.uncork()
  }
  // `close` follows every error; without a listener the error would end the process.
  ws.on('error', () => undefined)
  ws.once('close', (code) => {
    for (const listener of [...closeListeners]) listener(code)
  })
  return {
    send(text) {
      if (ws.readyState !== ws.OPEN) return
      if (pendingWrites === 0) {
        stream.cork()
        void Promise.resolve().then(uncork)
      }
      pendingWrites += 1
      ws.send(text)
    },
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
    ping() {
      if (ws.readyState === ws.OPEN) ws.ping()
    },
    get bufferedBytes() {
      return ws.bufferedAmount
    },
    onMessage(listener) {
      return listen(ws, 'message', (data: RawData, isBinary: boolean) => {
        if (isBinary) ws.close(UNSUPPORTED_DATA, 'text frames only')
        else listener(textOf(data))
      })
    },
    onClose(listener) {
      closeListeners.add(listener)
      return () => {
        closeListeners.delete(listener)
      }
    },
    onPong: (listener) => listen(ws, 'pong', listener),
  }
}

/** RFC 6455, 7.4.1. */
const UNSUPPORTED_DATA = 1003

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}

function listen<Arguments extends unknown[]>(
  ws: WebSocket,
  event: string,
  listener: (...values: Arguments) => void,
): () => void {
  ws.on(event, listener)
  return () => {
    ws.off(event, listener)
  }
}

import { WebSocket } from 'ws'

export interface ReceivedFrame {
  type: string
  data?: Record<string, unknown>
  [field: string]: unknown
}

/** A socket as somebody writes it who has read the seed's text and nothing else. */
export interface PlainSocket {
  frames: ReceivedFrame[]
  send(frame: unknown): void
  sendText(text: string): void
  /** The first frame, past or coming, that matches; each is given out once. */
  next(type: string, matches?: (frame: ReceivedFrame) => boolean): Promise<ReceivedFrame>
  closed: Promise<{ code: number; reason: string }>
  close(): void
}

const PATIENCE_MS = 8_000

export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<PlainSocket> {
  const socket = new WebSocket(url, { headers })
  const frames: ReceivedFrame[] = []
  const unclaimed: ReceivedFrame[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (raw) => {
    const frame = JSON.parse(String(raw)) as ReceivedFrame
    frames.push(frame)
    unclaimed.push(frame)
    for (const look of [...waiting]) look()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => undefined)

  const next = (type: string, matches: (frame: ReceivedFrame) => boolean = () => true) =>
    new Promise<ReceivedFrame>((resolve, reject) => {
      const look = () => {
        const index = unclaimed.findIndex((frame) => frame.type === type && matches(frame))
        const [found] = index < 0 ? [] : unclaimed.splice(index, 1)
        if (found === undefined) return
        waiting.delete(look)
        clearTimeout(deadline)
        resolve(found)
      }
      const deadline = setTimeout(() => {
        waiting.delete(look)
        reject(new Error(`no ${type} frame came; got ${frames.map((frame) => frame.type).join(', ') || 'none'}`))
      }, PATIENCE_MS)
      waiting.add(look)
      look()
    })

  return {
    frames,
    next,
    closed,
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendText: (text) => socket.send(text),
    close: () => socket.close(),
  }
}

import { readServerFrame, type ServerFrame } from '@pytake/protocol'
import type { ServerSocket } from '../socket-port'

type Ending = { kind: 'open' } | { kind: 'closed'; code: number; reason: string } | { kind: 'terminated' }

/** The server's end of a connection, with the client's behaviour in the hands of the test. */
export class FakeServerSocket implements ServerSocket {
  /** Every message as it was sent: a frame, or an array of frames. */
  readonly messages: unknown[] = []
  ending: Ending = { kind: 'open' }
  pings = 0
  answersPings = true
  /** A peer that takes nothing: what is sent stays here. */
  stalled = false
  bufferedBytes = 0
  /** False keeps the closing handshake open, as a peer that is gone does. */
  answersClose = true
  private readonly messageListeners = new Set<(text: string) => void>()
  private readonly closeListeners = new Set<(code: number) => void>()
  private readonly pongListeners = new Set<() => void>()

  /** All frames in order, those of arrays one by one; every one follows the protocol. */
  get frames(): ServerFrame[] {
    return this.messages.flat().map((value) => {
      const reading = readServerFrame(value)
      if (reading.kind !== 'frame') throw new Error(`not a frame of the protocol: ${JSON.stringify(value)}`)
      return reading.frame
    })
  }

  get types(): string[] {
    return this.frames.map((frame) => frame.type)
  }

  get listenerCount(): number {
    return this.messageListeners.size + this.closeListeners.size + this.pongListeners.size
  }

  get closeCode(): number | null {
    return this.ending.kind === 'closed' ? this.ending.code : null
  }

  framesOf<Type extends ServerFrame['type']>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: Type }> => frame.type === type)
  }

  /** The client sends a frame. */
  receives(frame: unknown): void {
    this.receivesText(JSON.stringify(frame))
  }

  receivesText(text: string): void {
    for (const listener of [...this.messageListeners]) listener(text)
  }

  /** The connection breaks. */
  breaks(): void {
    this.tellClosed(1006)
  }

  send(text: string): void {
    if (this.ending.kind !== 'open') return
    if (this.stalled) this.bufferedBytes += text.length
    this.messages.push(JSON.parse(text))
  }

  close(code: number, reason: string): void {
    if (this.ending.kind !== 'open') return
    this.ending = { kind: 'closed', code, reason }
    if (this.answersClose) this.tellClosed(code)
  }

  terminate(): void {
    if (this.ending.kind !== 'closed') this.ending = { kind: 'terminated' }
    this.tellClosed(1006)
  }

  ping(): void {
    this.pings += 1
    if (this.answersPings) for (const listener of [...this.pongListeners]) listener()
  }

  onMessage(listener: (text: string) => void): () => void {
    return subscribe(this.messageListeners, listener)
  }

  onClose(listener: (code: number) => void): () => void {
    return subscribe(this.closeListeners, listener)
  }

  onPong(listener: () => void): () => void {
    return subscribe(this.pongListeners, listener)
  }

  private tellClosed(code: number): void {
    if (this.ending.kind === 'open') this.ending = { kind: 'terminated' }
    const listeners = [...this.closeListeners]
    for (const listener of listeners) listener(code)
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

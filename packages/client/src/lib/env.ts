/**
 * Everything the client takes from the world around it. A simulation or a test passes its own and so rules time,
 * chance, the network and the page's life; nothing else in this package may touch the globals.
 */
export interface ClientEnv {
  /** Wall clock in milliseconds since 1970; whoever owns the device may set it. */
  now(): number
  /** Milliseconds since any moment. Never goes back; may stand still while the device sleeps. */
  monotonicNow(): number
  /** Runs the task once after the delay; the returned function cancels it. */
  setTimer(delayMs: number, task: () => void): () => void
  /** Cryptographically strong random bytes. */
  randomBytes(length: number): Uint8Array
  fetch(request: Request): Promise<Response>
  /** Opens a WebSocket. May throw where the address is not allowed; `events.onClose` comes exactly once otherwise. */
  createSocket(url: string, events: SocketEvents): ClientSocket
  /** True while nobody can see the page: browsers then run timers as rarely as once a minute. */
  isHidden(): boolean
  /** Tells when the network or the page comes and goes; the returned function stops it. */
  onLifecycle(listener: (signal: LifecycleSignal) => void): () => void
  /** Address of the page, or null where there is none (Node, React Native, server rendering). */
  pageAddress(): PageAddress | null
  /** Loads a part of the client's own code that not everybody needs: `part` is a dynamic `import()`. */
  load<Part>(part: () => Promise<Part>): Promise<Part>
  /** One line of the debug log. */
  log(line: string): void
}

/** What a socket tells. After `terminate()` it must tell nothing more. */
export interface SocketEvents {
  onOpen(): void
  onMessage(text: string): void
  /** `code` as in RFC 6455; 1006 where the socket died without a close frame. */
  onClose(code: number, reason: string): void
}

export interface ClientSocket {
  send(text: string): void
  /** Ends the socket without waiting for the peer: `close()` on a dead one would wait for 30 s. */
  terminate(): void
}

/** `pageshow` also stands for `resume` after a freeze, `pagehide` also for `freeze`. */
export type LifecycleSignal = 'online' | 'offline' | 'visible' | 'pageshow' | 'pagehide'

export interface PageAddress {
  /** With its colon, e.g. `https:`. */
  protocol: string
  hostname: string
  /** With its port where it is not the default. */
  host: string
}

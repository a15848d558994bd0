import type { ClientEnv, ClientSocket, LifecycleSignal, PageAddress, SocketEvents } from '../lib/env'
import { VirtualClock } from './virtual-clock'

/** Whom requests and sockets reach. */
export interface Reachable {
  respond(request: Request, client: string): Promise<Response>
  open(url: string, events: SocketEvents, client: string): ClientSocket
}

/** A page in a world in which time only passes when a test says so. */
export class VirtualEnv implements ClientEnv {
  readonly clock: VirtualClock
  /** Tells this page from others. */
  readonly name: string
  readonly lines: string[] = []
  readonly lifecycle = new Set<(signal: LifecycleSignal) => void>()
  address: PageAddress | null = null
  /** How far the wall clock went beyond the timers': by sleeping, or by somebody who set it. */
  wallAheadMs = 0
  hidden = false
  #seed: number
  #state: 'alive' | 'frozen' | 'dead' = 'alive'
  /** What fell due while the page was frozen. */
  #held: (() => void)[] = []
  #server: Reachable = {
    respond: () => Promise.reject(new TypeError('no network')),
    open: () => {
      throw new Error('no network')
    },
  }

  /** @param seed of chance: two worlds with the same one make the same ids */
  constructor(seed = 1, clock = new VirtualClock(), name = '') {
    this.#seed = seed
    this.clock = clock
    this.name = name
  }

  connectTo(server: Reachable): void {
    this.#server = server
  }

  get nowMs(): number {
    return this.clock.nowMs
  }

  set nowMs(atMs: number) {
    this.clock.nowMs = atMs
  }

  now = () => this.nowMs + this.wallAheadMs

  monotonicNow = () => this.nowMs

  isHidden = () => this.hidden

  setTimer = (delayMs: number, task: () => void) => this.clock.setTimer(delayMs, () => this.#run(task))

  randomBytes = (length: number) => Uint8Array.from({ length }, () => this.#nextByte())

  fetch = async (request: Request) => {
    this.clock.requests += 1
    try {
      return await this.#server.respond(request, this.name)
    } finally {
      this.clock.requests -= 1
      if (this.#state !== 'alive') await new Promise<void>((resolve) => this.#run(resolve))
    }
  }

  load = async <Part>(part: () => Promise<Part>) => {
    this.clock.requests += 1
    try {
      return await part()
    } finally {
      this.clock.requests -= 1
    }
  }

  sleep = (durationMs: number) => this.clock.sleep(durationMs)

  createSocket = (url: string, events: SocketEvents) =>
    this.#server.open(
      url,
      {
        onOpen: () => this.#run(() => events.onOpen()),
        onMessage: (text) => this.#run(() => events.onMessage(text)),
        onClose: (code, reason) => this.#run(() => events.onClose(code, reason)),
      },
      this.name,
    )

  onLifecycle = (listener: (signal: LifecycleSignal) => void) => {
    this.lifecycle.add(listener)
    return () => {
      this.lifecycle.delete(listener)
    }
  }

  pageAddress = () => this.address

  log = (line: string) => {
    this.lines.push(line)
  }

  get pendingTimers(): number {
    return this.clock.pendingTimers
  }

  /** Tells the page that the network or it itself came or went. */
  signal(signal: LifecycleSignal): void {
    for (const listener of [...this.lifecycle]) listener(signal)
  }

  /** The wall clock of this page jumps, as when somebody sets it. */
  jumps(byMs: number): void {
    this.wallAheadMs += byMs
  }

  /** Nothing runs in this page any more until it thaws; what falls due meanwhile runs then. */
  freeze(): void {
    if (this.#state === 'alive') this.#state = 'frozen'
  }

  thaw(): void {
    if (this.#state !== 'frozen') return
    this.#state = 'alive'
    for (const task of this.#held.splice(0)) task()
  }

  /** The page is gone without a word: nothing of it ever runs again. */
  kill(): void {
    this.#state = 'dead'
    this.#held = []
  }

  settle(): Promise<void> {
    return this.clock.settle()
  }

  advance(durationMs: number): Promise<void> {
    return this.clock.advance(durationMs)
  }

  #run(task: () => void): void {
    if (this.#state === 'alive') task()
    else if (this.#state === 'frozen') this.#held.push(() => this.#run(task))
  }

  #nextByte(): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (this.#seed >>> 16) & 0xff
  }
}

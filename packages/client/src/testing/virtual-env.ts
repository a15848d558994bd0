import { setImmediate } from 'node:timers/promises'
import type { ClientEnv, ClientSocket, LifecycleSignal, PageAddress, SocketEvents } from '../lib/env'

/** Rounds of the event loop without a request under way after which everything is taken to be at rest. */
const QUIET_ROUNDS = 4

/** A world in which time only passes when a test says so. */
export class VirtualEnv implements ClientEnv {
  nowMs = Date.parse('2026-01-15T10:00:00.000Z')
  readonly lines: string[] = []
  readonly lifecycle = new Set<(signal: LifecycleSignal) => void>()
  /** How far the wall clock went beyond the timers': by sleeping, or by somebody who set it. */
  wallAheadMs = 0
  hidden = false
  address: PageAddress | null = null
  #timers: { atMs: number; order: number; task: () => void }[] = []
  #order = 0
  #seed: number
  #requests = 0
  #respond: (request: Request) => Promise<Response> = () => Promise.reject(new TypeError('no network'))
  #open: (url: string, events: SocketEvents) => ClientSocket = () => {
    throw new Error('no network')
  }

  /** @param seed of chance: two worlds with the same one make the same ids */
  constructor(seed = 1) {
    this.#seed = seed
  }

  /** Whom requests and sockets reach. */
  connectTo(server: {
    respond(request: Request): Promise<Response>
    open(url: string, events: SocketEvents): ClientSocket
  }): void {
    this.#respond = (request) => server.respond(request)
    this.#open = (url, events) => server.open(url, events)
  }

  now = () => this.nowMs + this.wallAheadMs

  monotonicNow = () => this.nowMs

  isHidden = () => this.hidden

  setTimer = (delayMs: number, task: () => void) => {
    const timer = { atMs: this.nowMs + delayMs, order: ++this.#order, task }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  randomBytes = (length: number) => Uint8Array.from({ length }, () => this.#nextByte())

  fetch = async (request: Request) => {
    this.#requests += 1
    try {
      return await this.#respond(request)
    } finally {
      this.#requests -= 1
    }
  }

  load = async <Part>(part: () => Promise<Part>) => {
    this.#requests += 1
    try {
      return await part()
    } finally {
      this.#requests -= 1
    }
  }

  /** Holds a request up; while it sleeps, the world counts as at rest. */
  sleep = async (durationMs: number) => {
    this.#requests -= 1
    await new Promise<void>((resolve) => this.setTimer(durationMs, resolve))
    this.#requests += 1
  }

  createSocket = (url: string, events: SocketEvents) => this.#open(url, events)

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

  /** How many timers wait: none may, once a client is closed. */
  get pendingTimers(): number {
    return this.#timers.length
  }

  signal(signal: LifecycleSignal): void {
    for (const listener of [...this.lifecycle]) listener(signal)
  }

  /** Lets promises and requests come to rest without passing time. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await setImmediate()
      quiet = this.#requests === 0 ? quiet + 1 : 0
    }
  }

  /** Passes time; whatever falls due happens in its order. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.nowMs + durationMs
    await this.settle()
    for (let due = this.#nextTimer(untilMs); due; due = this.#nextTimer(untilMs)) {
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.nowMs = Math.max(this.nowMs, due.atMs)
      due.task()
      await this.settle()
    }
    this.nowMs = untilMs
  }

  #nextTimer(untilMs: number) {
    return this.#timers
      .filter(({ atMs }) => atMs <= untilMs)
      .sort((a, b) => a.atMs - b.atMs || a.order - b.order)
      .at(0)
  }

  #nextByte(): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (this.#seed >>> 16) & 0xff
  }
}

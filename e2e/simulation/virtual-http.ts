import type { Faults } from './faults'
import type { Random } from './random'
import type { VirtualClock } from './virtual-clock'

type Handler = (request: Request) => Promise<Response>

export interface ServeOptions {
  /** Never hears a request twice. Meta has no idempotency key, so a doubled call there is beyond anybody's power. */
  neverTwice: boolean
}

interface Process extends ServeOptions {
  handler: Handler
  /** Calls that wait for this process; when it dies, each of them loses its connection. */
  waiting: Set<(error: Error) => void>
}

/** Requests between the parts of a run: late, lost, answered into the void, or served twice. */
export interface VirtualHttp {
  /** What a host answers from now on; null refuses connections, as a dead process does. */
  serve(host: string, handler: Handler | null, options?: ServeOptions): void
  fetch(request: Request): Promise<Response>
}

export function createVirtualHttp(clock: VirtualClock, random: Random, faults: () => Faults): VirtualHttp {
  const hosts = new Map<string, Process>()
  const delay = () =>
    new Promise<void>((resolve) => {
      clock.setTimer(random.int(1, faults().latencyMaxMs), resolve)
    })

  const exchange = async (request: Request, body: ArrayBuffer | null): Promise<Response> => {
    const { dropRequestPercent, loseAnswerPercent, duplicatePercent } = faults()
    await delay()
    if (random.chance(dropRequestPercent)) throw connectionError('ECONNRESET')
    const { host } = new URL(request.url)
    const isDoubled = random.chance(duplicatePercent) && hosts.get(host)?.neverTwice !== true
    const answers = Array.from({ length: isDoubled ? 2 : 1 }, async (_, index) => {
      if (index > 0) await delay()
      const process = hosts.get(host)
      if (process === undefined) throw connectionError('ECONNREFUSED')
      return whileAlive(process, process.handler(copyOf(request, body)))
    })
    // The peer reads the first answer; the doubled request's answer goes nowhere.
    for (const extra of answers.slice(1)) extra.catch(() => undefined)
    const answer = await answers[0]
    await delay()
    if (answer === undefined || random.chance(loseAnswerPercent)) throw connectionError('ECONNRESET')
    return answer
  }

  return {
    serve(host, handler, { neverTwice } = { neverTwice: false }) {
      for (const lose of hosts.get(host)?.waiting ?? []) lose(connectionError('ECONNRESET'))
      if (handler === null) hosts.delete(host)
      else hosts.set(host, { handler, neverTwice, waiting: new Set() })
    },
    async fetch(request) {
      const body = request.body === null ? null : await request.clone().arrayBuffer()
      return abortable(request.signal, exchange(request, body))
    },
  }
}

function whileAlive(process: Process, work: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    process.waiting.add(reject)
    work.then(resolve, reject).finally(() => process.waiting.delete(reject))
  })
}

const copyOf = (request: Request, body: ArrayBuffer | null) =>
  new Request(request.url, { method: request.method, headers: request.headers, body })

/** Shaped as Node's fetch rejects, so that the code under test tells "never sent" from "who knows". */
function connectionError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}

function abortable<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'))
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

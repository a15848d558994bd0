import type { ServerEnv } from '../env'
import { assertNever } from './assert-never'
import type { Logger } from './ports'
import type { WorkQueues } from './queues'

/** Takes due work from a durable queue and runs it, a bounded number at a time. */
export interface Worker {
  /** Looks for work now; call it whenever some may have appeared. Cheap and safe to repeat. */
  wake(): void
  /** Resolves once nothing is due and nothing is running. */
  drain(): Promise<void>
  /** Takes no more work, and resolves when what runs has ended or the wait for it is over. */
  close(): Promise<void>
}

export interface WorkerOptions<Claim> {
  /** For the log. */
  name: string
  env: ServerEnv
  logger: Logger
  /** Most claims running at once. */
  concurrency: number
  /** Longest that `close` waits. */
  closeTimeoutMs: number
  claim: (limit: number) => Promise<Claim[]>
  /** Must not reject. */
  run: (claim: Claim) => Promise<void>
  /** Its due times and its calls when there may be new work. */
  queues: Pick<WorkQueues, 'nextDueAt' | 'onWork'>
}

/** Longest sleep: a wake-up may get lost, the queue is the truth. */
const MAX_SLEEP_MS = 60_000
/** First and longest pause while something is due that this worker does not get, e.g. another worker's. */
const MIN_FRUITLESS_MS = 50
const MAX_FRUITLESS_MS = 5_000
/** First and longest pause while the queue itself fails. */
export const MIN_FAILURE_PAUSE_MS = 500
export const MAX_FAILURE_PAUSE_MS = 30_000

/** How one look at the queue ended. */
type Pass =
  | { kind: 'claimed' }
  /** Every place is taken; the next one to end looks again. */
  | { kind: 'full' }
  | { kind: 'nothing'; nextDueAt: number | null }
  | { kind: 'failed' }

interface Looking {
  kind: 'looking'
  /** Woken meanwhile: what appeared after the query would be missed. */
  again: boolean
}

type State =
  | { kind: 'sleeping'; cancel: () => void }
  | Looking
  /** Claims of a last look may still start; they hold a lease, and left alone they would count as sent. */
  | { kind: 'closed' }

/**
 * The loop that all workers share: look, run, sleep until the next due time. It survives every failure of its queue,
 * with a growing pause. It looks for the first time at once.
 */
export class QueueWorker<Claim> implements Worker {
  readonly #options: WorkerOptions<Claim>
  readonly #running = new Set<Promise<void>>()
  readonly #stopListening: () => void
  #state: State = { kind: 'sleeping', cancel: () => {} }
  #looking: Promise<void> = Promise.resolve()
  #inARow = { failed: 0, fruitless: 0 }
  #waitingForIdle: (() => void)[] = []

  constructor(options: WorkerOptions<Claim>) {
    this.#options = options
    this.#stopListening = options.queues.onWork(() => this.wake())
    this.wake()
  }

  wake(): void {
    const state = this.#state
    switch (state.kind) {
      case 'sleeping': {
        state.cancel()
        const looking: Looking = { kind: 'looking', again: false }
        this.#state = looking
        this.#looking = this.#lookUntilQuiet(looking)
        return
      }
      case 'looking':
        state.again = true
        return
      case 'closed':
        return
      default:
        assertNever(state)
    }
  }

  drain(): Promise<void> {
    if (this.#state.kind === 'closed') return Promise.resolve()
    return new Promise((resolve) => {
      this.#waitingForIdle.push(resolve)
      this.wake()
    })
  }

  async close(): Promise<void> {
    this.#stopListening()
    if (this.#state.kind === 'sleeping') this.#state.cancel()
    this.#state = { kind: 'closed' }
    await withinTime(this.#options.env, this.#options.closeTimeoutMs, this.#allEnded())
    this.#becameIdle()
  }

  async #lookUntilQuiet(current: Looking): Promise<void> {
    let pass: Pass
    do {
      current.again = false
      pass = await this.#look()
    } while (this.#state === current && (current.again || pass.kind === 'claimed'))
    if (this.#state !== current) return
    const stillDue = pass.kind === 'nothing' && this.#isDue(pass.nextDueAt)
    this.#inARow = {
      failed: pass.kind === 'failed' ? this.#inARow.failed + 1 : 0,
      fruitless: stillDue ? this.#inARow.fruitless + 1 : 0,
    }
    this.#state = { kind: 'sleeping', cancel: this.#options.env.setTimer(this.#sleepMs(pass), () => this.wake()) }
    if (pass.kind === 'nothing' && !stillDue && this.#running.size === 0) this.#becameIdle()
  }

  async #look(): Promise<Pass> {
    const { concurrency, claim, queues, logger, name } = this.#options
    const free = concurrency - this.#running.size
    if (free <= 0) return { kind: 'full' }
    try {
      const claims = await claim(free)
      for (const claimed of claims) this.#start(claimed)
      return claims.length > 0 ? { kind: 'claimed' } : { kind: 'nothing', nextDueAt: await queues.nextDueAt() }
    } catch (error) {
      logger.error({ event: name, error }, 'unable to look for work; the queue failed')
      return { kind: 'failed' }
    }
  }

  #start(claim: Claim): void {
    const run = this.#options.run(claim).finally(() => {
      this.#running.delete(run)
      this.wake()
    })
    this.#running.add(run)
  }

  #isDue(dueAt: number | null): boolean {
    return dueAt !== null && dueAt <= this.#options.env.now()
  }

  #sleepMs(pass: Pass): number {
    if (pass.kind === 'failed') return growing(MIN_FAILURE_PAUSE_MS, MAX_FAILURE_PAUSE_MS, this.#inARow.failed)
    if (pass.kind !== 'nothing' || pass.nextDueAt === null) return MAX_SLEEP_MS
    if (this.#isDue(pass.nextDueAt)) return growing(MIN_FRUITLESS_MS, MAX_FRUITLESS_MS, this.#inARow.fruitless)
    return Math.min(pass.nextDueAt - this.#options.env.now(), MAX_SLEEP_MS)
  }

  #becameIdle(): void {
    for (const resolve of this.#waitingForIdle.splice(0)) resolve()
  }

  async #allEnded(): Promise<void> {
    await this.#looking
    while (this.#running.size > 0) await Promise.all(this.#running)
  }
}

/** Doubles from `firstMs` to `longestMs`; `times` counts from 1. */
export const growing = (firstMs: number, longestMs: number, times: number): number =>
  Math.min(firstMs * 2 ** Math.min(times - 1, 20), longestMs)

async function withinTime(env: ServerEnv, timeoutMs: number, ending: Promise<void>): Promise<void> {
  let cancel = () => {}
  const expired = new Promise<void>((resolve) => {
    cancel = env.setTimer(timeoutMs, resolve)
  })
  await Promise.race([ending, expired])
  cancel()
}

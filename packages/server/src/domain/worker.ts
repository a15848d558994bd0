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
  claim(limit: number): Promise<Claim[]>
  /** Must not reject. */
  run(claim: Claim): Promise<void>
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
  | { kind: 'failed'; error: unknown }

type State =
  | { kind: 'sleeping'; cancel: () => void }
  | { kind: 'looking'; again: boolean }
  /** Claims of a last look may still start; they hold a lease, and left alone they would count as sent. */
  | { kind: 'closed' }

/**
 * The loop that all workers share: look, run, sleep until the next due time. It survives every failure of its queue,
 * with a growing pause.
 */
export function createWorker<Claim>(options: WorkerOptions<Claim>): Worker {
  const { env, logger, queues } = options
  const running = new Set<Promise<void>>()
  let waitingForIdle: (() => void)[] = []
  let state: State = { kind: 'sleeping', cancel: () => {} }
  let looking: Promise<void> = Promise.resolve()
  let inARow = { failed: 0, fruitless: 0 }

  function wake(): void {
    switch (state.kind) {
      case 'sleeping':
        state.cancel()
        state = { kind: 'looking', again: false }
        looking = lookUntilQuiet(state)
        return
      case 'looking':
        state.again = true
        return
      case 'closed':
        return
      default:
        assertNever(state)
    }
  }

  async function lookUntilQuiet(current: Extract<State, { kind: 'looking' }>): Promise<void> {
    let pass: Pass
    do {
      current.again = false
      pass = await look()
    } while (state === current && (current.again || pass.kind === 'claimed'))
    if (state !== current) return
    inARow = {
      failed: pass.kind === 'failed' ? inARow.failed + 1 : 0,
      fruitless: pass.kind === 'nothing' && isDue(pass.nextDueAt) ? inARow.fruitless + 1 : 0,
    }
    state = { kind: 'sleeping', cancel: env.setTimer(sleepMs(pass), wake) }
    if (pass.kind === 'nothing' && running.size === 0 && !isDue(pass.nextDueAt)) becameIdle()
  }

  async function look(): Promise<Pass> {
    const free = options.concurrency - running.size
    if (free <= 0) return { kind: 'full' }
    try {
      const claims = await options.claim(free)
      for (const claim of claims) start(claim)
      return claims.length > 0 ? { kind: 'claimed' } : { kind: 'nothing', nextDueAt: await queues.nextDueAt() }
    } catch (error) {
      logger.error({ event: options.name, error }, 'unable to look for work; the queue failed')
      return { kind: 'failed', error }
    }
  }

  function start(claim: Claim): void {
    const run = options.run(claim).finally(() => {
      running.delete(run)
      wake()
    })
    running.add(run)
  }

  const isDue = (dueAt: number | null): boolean => dueAt !== null && dueAt <= env.now()

  function sleepMs(pass: Pass): number {
    if (pass.kind === 'failed') return growing(MIN_FAILURE_PAUSE_MS, MAX_FAILURE_PAUSE_MS, inARow.failed)
    if (pass.kind !== 'nothing' || pass.nextDueAt === null) return MAX_SLEEP_MS
    if (isDue(pass.nextDueAt)) return growing(MIN_FRUITLESS_MS, MAX_FRUITLESS_MS, inARow.fruitless)
    return Math.min(pass.nextDueAt - env.now(), MAX_SLEEP_MS)
  }

  function becameIdle(): void {
    const waiting = waitingForIdle
    waitingForIdle = []
    for (const resolve of waiting) resolve()
  }

  async function allEnded(): Promise<void> {
    await looking
    while (running.size > 0) await Promise.all(running)
  }

  const stopListening = queues.onWork(wake)
  wake()
  return {
    wake,
    drain: () =>
      new Promise((resolve) => {
        if (state.kind === 'closed') return resolve()
        waitingForIdle.push(resolve)
        wake()
      }),
    async close() {
      stopListening()
      if (state.kind === 'sleeping') state.cancel()
      state = { kind: 'closed' }
      await withinTime(env, options.closeTimeoutMs, allEnded())
      becameIdle()
    },
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

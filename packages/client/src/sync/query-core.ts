import type { PytakeError } from '../errors'
import { failure, isPytakeError, toPytakeError } from '../errors'
import { backoffDelayMs } from '../lib/backoff'
import type { ClientEnv } from '../lib/env'
import { randomFraction } from '../lib/random'
import type { LoadState } from '../store/load-state'
import { LOADING, READY } from '../store/load-state'

/** How often a load starts over because what it gave no longer counted when it came. */
const MAX_LOAD_ROUNDS = 5
/** A load that failed in a way that may pass is tried again by itself, less and less often. */
const RETRY_BASE_MS = 2_000
const RETRY_MAX_MS = 30_000

/** The upkeep that all live queries share: one load at a time, again when what it gave no longer counts. */
export interface QueryCore {
  refresh(): Promise<void>
  /** Resolves when what is loaded counts, at once where it does. */
  ensure(): Promise<void>
  /** Somebody looks: load what was never loaded, failed, or no longer counts. */
  watch(): void
  /** What was loaded no longer counts; it is loaded again now, or when somebody looks. */
  invalidate(): void
  /** Tries again where the last load failed in a way that may pass. */
  retryIfFailed(): void
  /** True where what was loaded counts. */
  isCurrent(): boolean
}

interface QueryCoreOptions {
  env: ClientEnv
  /** Loads and applies, and calls `settle` in the same batch. False where a rebase came between. */
  load(settle: () => void): Promise<boolean>
  setLoad(load: LoadState): void
  isWatched(): boolean
}

export function createQueryCore({ env, load, setLoad, isWatched }: QueryCoreOptions): QueryCore {
  let invalidations = 0
  /** The count of invalidations before the last load that was applied. */
  let loadedAt: number | null = null
  let failed: PytakeError | null = null
  let failures = 0
  let cancelRetry: (() => void) | null = null
  let underWay: Promise<void> | null = null

  const settle = (): void => {
    failed = null
    failures = 0
    setLoad(READY)
  }

  const loadUntilCurrent = async (): Promise<void> => {
    for (let round = 0; round < MAX_LOAD_ROUNDS; round += 1) {
      const begunAt = invalidations
      if (!(await load(settle))) continue
      loadedAt = begunAt
      if (begunAt === invalidations) return
    }
    if (loadedAt === null) throw failure('load', 'service_unavailable')
  }

  /** The socket may stay up while a request is lost: nothing else would say that it is time to try again. */
  const retryLater = (): void => {
    failures += 1
    cancelRetry?.()
    cancelRetry = env.setTimer(
      backoffDelayMs(failures, RETRY_BASE_MS, RETRY_MAX_MS, randomFraction(env)),
      retryIfFailed,
    )
  }

  const run = async (): Promise<void> => {
    if (loadedAt === null) setLoad(LOADING)
    try {
      await loadUntilCurrent()
    } catch (thrown) {
      const error = toPytakeError(thrown, 'load', 'invalid_response')
      failed = error
      retryLater()
      if (!isPytakeError(error, 'client_closed')) setLoad({ status: 'error', error })
      throw error
    } finally {
      underWay = null
    }
  }

  const refresh = (): Promise<void> => (underWay ??= run())

  const refreshIfWatched = (): void => {
    // Whoever watches sees the error in the snapshot.
    if (isWatched()) refresh().catch(() => undefined)
  }

  const retryIfFailed = (): void => {
    if (failed?.retryable === true) refreshIfWatched()
  }

  const isCurrent = (): boolean => loadedAt === invalidations && failed === null

  return {
    refresh,
    ensure: async () => {
      if (underWay || !isCurrent()) await refresh()
    },
    watch: () => {
      if (!isCurrent()) refreshIfWatched()
    },
    invalidate: () => {
      invalidations += 1
      refreshIfWatched()
    },
    retryIfFailed,
    isCurrent,
  }
}

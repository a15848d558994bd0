import type { ControlFrame, EventPage } from '@pytake/protocol'
import { readFrameValues } from '../connection/frames'
import type { ReadFrames } from '../connection/frames'
import type { ConnectionState } from '../connection/state'
import type { ClientEnv } from '../lib/env'
import type { RestClient } from '../rest/rest-client'
import type { Store } from '../store/store'
import type { Basis } from './basis'
import type { Emitter } from './emitter'
import { createFrameIntake } from './frame-intake'
import { createPoller } from './poller'
import type { Queries } from './queries'
import type { DeferredPart } from '../lib/deferred-part'
import type { Signals } from './signals'

/** How long an open socket waits for the first list, so that both begin at the same position. */
const FIRST_READ_WAIT_MS = 2_000
/** Totals are asked for at most this often while conversations change. */
const COUNTS_INTERVAL_MS = 1_000
const COUNTS_DELAY_MS = 200
/** After these, what was held may be wrong or not ours to see any more. */
const FORGETTING_REASONS: ReadonlySet<string> = new Set(['epoch_changed', 'principal_changed', 'access_changed'])

export interface SyncOptions {
  env: ClientEnv
  rest: RestClient
  store: Store
  basis: Basis
  queries: Queries
  signals: DeferredPart<Signals>
  emitter: Emitter
  /** Tells the connection how a poll went. */
  onPolled(isReachable: boolean): void
  /** False where another tab reads the log for this one. */
  isReader(): boolean
  /** Hears what a poll read, for the other tabs; null where it found the first position. */
  onPage(read: ReadFrames | null): void
  log(line: string): void
  /** Resolves when what an earlier page showed is there again; undefined where nothing was kept. */
  restored?: (() => Promise<unknown>) | undefined
}

/** Keeps what is held in step with the server's log: by socket, else by polls, and after a gap by loading anew. */
export interface Sync {
  /** Where the socket goes on from; polling ends here, since never both may read. */
  resumeCursor(): Promise<string | null>
  onSession(frame: Extract<ControlFrame, { type: 'auth_ok' }>): void
  onFrames(read: ReadFrames): void
  onState(state: ConnectionState): void
  /** Reads the log to its end, or begins at `position` where there is none yet; rejects where a socket is to read on. */
  catchUp(position: string | null): Promise<void>
  /** Nothing held may be shown any more; what is watched is loaded again. */
  forget(reason: string): void
  close(): void
}

export function createSync(options: SyncOptions): Sync {
  const { env, rest, store, basis, queries, signals, emitter, onPolled, isReader, log, restored } = options
  let catching = new AbortController()
  const counts = createCountsRefresh(env, () => queries.counts.invalidate())

  const forget = (reason: string): void => {
    log(`sync forgets: ${reason}`)
    store.batch.run(() => {
      store.reset({ forget: true })
      queries.invalidateAll()
    })
  }

  const rebase = (cursor: string, reason: string): void => {
    log(`sync begins anew: ${reason}`)
    store.batch.run(() => {
      basis.rebase(cursor)
      intake.forgetSeen()
      store.reset({ forget: FORGETTING_REASONS.has(reason) })
      queries.invalidateAll()
    })
  }

  const intake = createFrameIntake({
    store,
    basis,
    signals,
    emitter,
    onConversationChange: counts.schedule,
    onReset: (reason, cursor) => {
      // The answer to `auth` already said that nothing could be resumed, and the same position.
      if (cursor === basis.cursor() && !FORGETTING_REASONS.has(reason)) return
      rebase(cursor, reason)
    },
  })

  const fetch = (signal: AbortSignal): Promise<EventPage> => {
    const after = basis.cursor()
    return rest.events.list(after === null ? {} : { after }, { signal })
  }
  const poller = createPoller({
    env,
    fetch,
    onPage: (page) => options.onPage(onPage(page)),
    onOutcome: (isReachable) => {
      onPolled(isReachable)
      if (isReachable) queries.retryFailed()
    },
  })

  const onPage = (page: EventPage): ReadFrames | null => {
    // The first position ever: whatever was loaded before it may lack what happened in between.
    if (basis.cursor() === null) {
      rebase(page.cursor, 'first_position')
      return null
    }
    const read = readFrameValues(page.events)
    intake.take(read)
    basis.advance(page.cursor)
    return { ...read, frames: [...read.frames, { type: 'progress', cursor: page.cursor }] }
  }
  const firstRead = async (): Promise<void> => {
    if (basis.cursor() === null && restored) await atMost(env, FIRST_READ_WAIT_MS, restored())
    const first = basis.firstRead()
    if (basis.cursor() === null && first !== null) await atMost(env, FIRST_READ_WAIT_MS, first)
  }

  return {
    resumeCursor: async () => {
      poller.stop()
      catching.abort()
      await firstRead()
      return basis.cursor()
    },
    onSession: (frame) => {
      if (!frame.resumed) return rebase(frame.cursor, 'not_resumed')
      log('sync resumes')
      basis.advance(frame.cursor)
      queries.retryFailed()
    },
    onFrames: intake.take,
    onState: (state) => {
      if (state.status !== 'connected') signals.tellIfLoaded(({ disconnected }) => disconnected())
      const isWaiting = state.status === 'reconnecting' && state.nextAttemptAt !== null
      if (!isReader() || state.status === 'connected' || state.status === 'closed') poller.stop()
      else if (isWaiting || state.status === 'offline') poller.start()
    },
    catchUp: async (position) => {
      catching.abort()
      const { signal } = (catching = new AbortController())
      await firstRead()
      if (basis.cursor() === null && position !== null) return rebase(position, 'first_position')
      for (let hasMore = true; hasMore;) {
        const page = await fetch(signal)
        signal.throwIfAborted()
        onPage(page)
        hasMore = page.has_more
      }
    },
    forget,
    close: () => {
      poller.stop()
      catching.abort()
      counts.close()
    },
  }
}

/** Groups the changes of a busy moment into one request. */
function createCountsRefresh(env: ClientEnv, refresh: () => void) {
  let cancelTimer: (() => void) | null = null
  let lastAtMs = -Infinity
  return {
    schedule: (): void => {
      if (cancelTimer !== null) return
      const delayMs = Math.max(COUNTS_DELAY_MS, lastAtMs + COUNTS_INTERVAL_MS - env.now())
      cancelTimer = env.setTimer(delayMs, () => {
        cancelTimer = null
        lastAtMs = env.now()
        refresh()
      })
    },
    close: (): void => cancelTimer?.(),
  }
}

function atMost(env: ClientEnv, maxMs: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = env.setTimer(maxMs, resolve)
    void work.then(() => {
      cancel()
      resolve()
    })
  })
}

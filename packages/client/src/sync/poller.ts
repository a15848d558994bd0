import type { EventPage } from '@pytake/protocol'
import type { ClientEnv } from '../lib/env'

const POLL_INTERVAL_MS = 5_000
/** A socket that comes back at once needs no poll. */
const FIRST_POLL_DELAY_MS = 1_000

export interface PollerOptions {
  env: ClientEnv
  /** Reads the log once from where it stands. */
  fetch(signal: AbortSignal): Promise<EventPage>
  onPage(page: EventPage): void
  onOutcome(isReachable: boolean): void
}

/** Reads the log by asking, as long as no socket tells. */
export interface Poller {
  start(): void
  /** What is under way does not count any more: the socket goes on from the cursor as it stands now. */
  stop(): void
}

export function createPoller({ env, fetch, onPage, onOutcome }: PollerOptions): Poller {
  let run: { cancelTimer: () => void; controller: AbortController } | null = null

  const poll = async (): Promise<void> => {
    const current = run
    if (current === null) return
    const schedule = (delayMs: number): void => {
      if (run === current) current.cancelTimer = env.setTimer(delayMs, () => void poll())
    }
    try {
      const page = await fetch(current.controller.signal)
      if (run !== current) return
      onPage(page)
      onOutcome(true)
      schedule(page.has_more ? 0 : POLL_INTERVAL_MS)
    } catch {
      if (run !== current) return
      onOutcome(false)
      schedule(POLL_INTERVAL_MS)
    }
  }

  return {
    start: () => {
      if (run !== null) return
      const cancelTimer = env.setTimer(FIRST_POLL_DELAY_MS, () => void poll())
      run = { cancelTimer, controller: new AbortController() }
    },
    stop: () => {
      run?.cancelTimer()
      run?.controller.abort()
      run = null
    },
  }
}

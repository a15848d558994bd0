import type { ClientEnv } from './env'
import { createSteadyClock } from './steady-clock'

/**
 * An env whose timers and listeners end together: what a closed client left behind could never be found again. Its `now`
 * is steady, whatever is done to the wall clock.
 */
export interface ScopedEnv extends ClientEnv {
  close(): void
}

export function createScopedEnv(env: ClientEnv): ScopedEnv {
  const cancels = new Set<() => void>()
  let isClosed = false

  const track = (cancel: () => void): (() => void) => {
    const once = () => {
      if (cancels.delete(once)) cancel()
    }
    cancels.add(once)
    return once
  }

  return {
    now: createSteadyClock(env),
    monotonicNow: () => env.monotonicNow(),
    setTimer: (delayMs, task) => {
      if (isClosed) return () => undefined
      const cancel = track(
        env.setTimer(delayMs, () => {
          cancel()
          task()
        }),
      )
      return cancel
    },
    randomBytes: (length) => env.randomBytes(length),
    fetch: (request) => env.fetch(request),
    createSocket: (url, events) => env.createSocket(url, events),
    isHidden: () => env.isHidden(),
    onLifecycle: (listener) => track(env.onLifecycle(listener)),
    pageAddress: () => env.pageAddress(),
    load: (part) => env.load(part),
    log: (line) => env.log(line),
    close: () => {
      isClosed = true
      for (const cancel of [...cancels]) cancel()
    },
  }
}

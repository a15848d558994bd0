type Handle = (request: Request) => Promise<Response>

/** Counts requests that are being answered, so that closing can wait for the last one. */
export interface InFlight {
  fetch: Handle
  /** Resolves once no request is being answered. */
  idle(): Promise<void>
}

export function trackInFlight(handle: Handle): InFlight {
  let count = 0
  let waiting: (() => void)[] = []
  const finish = (): void => {
    count -= 1
    if (count > 0) return
    const resolves = waiting
    waiting = []
    for (const resolve of resolves) resolve()
  }
  return {
    async fetch(request) {
      count += 1
      try {
        return await handle(request)
      } finally {
        finish()
      }
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}

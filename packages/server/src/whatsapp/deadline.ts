import type { ServerEnv } from '../env'

/** Thrown by {@link withDeadline}; the task was told to stop and may still be running. */
export class DeadlineError extends Error {
  constructor(timeoutMs: number) {
    super(`unable to finish; ${timeoutMs} ms have passed`)
    this.name = 'DeadlineError'
  }
}

/**
 * Runs a task that must end in time. It rejects at the deadline even if the task ignores its signal: a call that never
 * settles would hold a conversation up for good.
 */
export async function withDeadline<Result>(
  env: ServerEnv,
  timeoutMs: number,
  task: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  let cancel = () => {}
  const expired = new Promise<never>((_resolve, reject) => {
    cancel = env.setTimer(timeoutMs, () => {
      const error = new DeadlineError(timeoutMs)
      reject(error)
      controller.abort(error)
    })
  })
  try {
    return await Promise.race([task(controller.signal), expired])
  } finally {
    cancel()
  }
}

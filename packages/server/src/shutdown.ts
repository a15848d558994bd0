import type { Logger } from './domain/ports'
import type { ServerEnv } from './env'

/** One step of going down; `leftMs` is what remains of the grace. */
export interface ShutdownStep {
  name: string
  run(leftMs: number): Promise<unknown>
}

/**
 * Runs the steps in their order, each bounded by what is left of the grace. A step that fails or does not end is
 * logged and left behind: whatever comes after it, the database above all, still has to be closed.
 */
export async function shutDown(
  steps: readonly ShutdownStep[],
  { env, logger, graceMs }: { env: Pick<ServerEnv, 'now' | 'setTimer'>; logger: Logger; graceMs: number },
): Promise<void> {
  const deadline = env.now() + graceMs
  for (const { name, run } of steps) {
    const leftMs = Math.max(0, deadline - env.now())
    try {
      const ending = await withinTime(run(leftMs), Math.max(leftMs, MIN_STEP_MS), env)
      if (ending === 'late') logger.warn({ event: 'shutdown', reason: name }, 'a step of closing did not end in time')
    } catch (error) {
      logger.error({ event: 'shutdown', reason: name, error }, 'a step of closing failed')
    }
  }
}

/** Even with the grace used up, each step gets a moment: closing a database takes one. */
const MIN_STEP_MS = 500

function withinTime(
  work: Promise<unknown>,
  timeoutMs: number,
  env: Pick<ServerEnv, 'setTimer'>,
): Promise<'done' | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = env.setTimer(timeoutMs, () => resolve('late'))
    work.then(
      () => {
        cancel()
        resolve('done')
      },
      (error: unknown) => {
        cancel()
        reject(error)
      },
    )
  })
}

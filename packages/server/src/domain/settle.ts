import type { ServerEnv } from '../env'
import type { Logger } from './ports'
import { growing, MAX_FAILURE_PAUSE_MS, MIN_FAILURE_PAUSE_MS } from './worker'

/**
 * Writes an outcome down, again and again while the database is away: it is the only place where the outcome is known.
 * Ends with the lease, after which the fence would refuse it anyway.
 */
export async function settleUntil(
  context: { env: ServerEnv; logger: Logger; leaseEndsAt: number; event: string },
  settle: () => Promise<void>,
): Promise<void> {
  const { env, logger, leaseEndsAt, event } = context
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await settle()
    } catch (error) {
      const pauseMs = growing(MIN_FAILURE_PAUSE_MS, MAX_FAILURE_PAUSE_MS, attempt)
      if (env.now() + pauseMs >= leaseEndsAt) {
        logger.error({ event, error }, 'unable to write an outcome down; the lease has ended')
        return
      }
      logger.warn({ event, error, count: attempt }, 'unable to write an outcome down; trying again')
      await new Promise<void>((resolve) => void env.setTimer(pauseMs, resolve))
    }
  }
}

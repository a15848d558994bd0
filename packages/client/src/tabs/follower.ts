import type { ReadFrames } from '../connection/frames'
import type { TabSeat } from './plugin'

/** Batches of frames held back while catching up; beyond, they are read from the log instead. */
const MAX_HELD_BATCHES = 500
const RETRY_DELAY_MS = 2_000

/** How a tab keeps in step with what the leader reads of the log. */
export interface Follower {
  take(read: ReadFrames): void
  /** The frames that follow go on from this position; where we stand elsewhere, we catch up first. */
  goOnFrom(cursor: string | null): void
  catchUp(): void
  stop(): void
}

export function createFollower({ env, connection, cursor, catchUp }: TabSeat): Follower {
  /** Frames told while the log is read up to them; `isTooFew` where some of them are missing. */
  let catching: { held: ReadFrames[]; isTooFew: boolean; cancelRetry: () => void } | null = null
  /** Where what is held begins; null where that is not known. */
  let heldFrom: string | null = null

  const run = async (): Promise<void> => {
    const current = catching
    if (current === null) return
    try {
      await catchUp(heldFrom)
    } catch {
      if (catching === current) current.cancelRetry = env.setTimer(RETRY_DELAY_MS, () => void run())
      return
    }
    if (catching !== current) return
    if (current.isTooFew) {
      current.isTooFew = false
      return run()
    }
    catching = null
    current.held.forEach(connection.onFrames)
  }

  const begin = (position: string | null): void => {
    heldFrom = position
    if (catching) {
      // What is held comes before the gap, and the log has it as well.
      catching.held = []
      catching.isTooFew = true
      return
    }
    catching = { held: [], isTooFew: false, cancelRetry: () => undefined }
    void run()
  }

  return {
    take: (read) => {
      if (catching === null) return connection.onFrames(read)
      if (catching.held.length >= MAX_HELD_BATCHES) begin(null)
      catching.held.push(read)
    },
    goOnFrom: (position) => {
      if (position === null || position !== cursor() || catching) begin(position)
    },
    catchUp: () => begin(null),
    stop: () => {
      catching?.cancelRetry()
      catching = null
    },
  }
}

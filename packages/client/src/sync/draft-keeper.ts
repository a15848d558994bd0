import * as z from 'zod/mini'
import type { ClientEnv } from '../lib/env'
import type { ClientStorage } from '../outbox/storage'

/** Not every keystroke is written. */
const WRITE_DELAY_MS = 300
const COLLECTION = 'drafts'

const draftRecord = z.object({ id: z.string(), content: z.string() })

export const readDrafts = (values: readonly unknown[]): (readonly [id: string, content: string])[] =>
  values.flatMap((value) => {
    const { data } = draftRecord.safeParse(value)
    return data ? [[data.id, data.content] as const] : []
  })

/** Writes drafts down, as soon as it is known where. */
export interface DraftKeeper {
  open(storage: ClientStorage): void
  keep(id: string, content: string): void
  flush(): void
  /** What was not yet written never will be. */
  drop(): void
}

export function createDraftKeeper(env: ClientEnv, onError: (error: unknown) => void): DraftKeeper {
  const waiting = new Map<string, string>()
  let storage: ClientStorage | null = null
  let cancelTimer: (() => void) | null = null

  const flush = (): void => {
    cancelTimer?.()
    cancelTimer = null
    if (!storage) return
    for (const [id, content] of waiting) {
      const write = content === '' ? storage.remove(COLLECTION, id) : storage.save(COLLECTION, id, { id, content })
      write.catch(onError)
    }
    waiting.clear()
  }

  return {
    open: (given) => {
      storage = given
      flush()
    },
    keep: (id, content) => {
      waiting.set(id, content)
      cancelTimer ??= env.setTimer(WRITE_DELAY_MS, flush)
    },
    flush,
    drop: () => waiting.clear(),
  }
}

import type { ClientEnv } from '../lib/env'
import type { ClientStorage } from '../outbox/storage'
import { queryKey } from '../store/matching'
import type { Store } from '../store/store'
import type { Basis } from './basis'
import type { KeptPart, KeptView } from './kept-view'
import type { Queries } from './queries'
import type { ViewRecord } from './view-record'
import { readView, toView, VIEW_ID } from './view-record'

/** A busy moment is written once. */
const WRITE_DELAY_MS = 2_000
const COLLECTION = 'view'

export interface ViewKeeperOptions {
  env: ClientEnv
  store: Store
  basis: Basis
  queries: Queries
  onError(error: unknown): void
}

type Part<Kind extends KeptPart['kind']> = Extract<KeptPart, { kind: Kind }>

/** Keeps what is on screen for the next page, and brings back what the page before kept. */
export interface ViewKeeper extends KeptView {
  /** Shows what is stored, if anything; from here on what is shown is written down. */
  restore(storage: ClientStorage): Promise<void>
  /** There is nothing to restore. */
  skip(): void
  /** Something moved. */
  change(): void
  flush(): void
  drop(): void
}

export function createViewKeeper({ env, store, basis, queries, onError }: ViewKeeperOptions): ViewKeeper {
  let held: ViewRecord | undefined
  let storage: ClientStorage | null = null
  let cancelTimer: (() => void) | null = null
  let setLoaded = (): void => undefined
  let setReady = (): void => undefined
  const loaded = new Promise<void>((resolve) => (setLoaded = resolve))
  const ready = new Promise<void>((resolve) => (setReady = resolve))

  /** Hands a part out once; none where the log has gone on elsewhere, since events may be missing in it. */
  const take = async <Wanted extends KeptPart>(isWanted: (part: KeptPart) => part is Wanted) => {
    await loaded
    const part = held?.parts.find(isWanted)
    if (!held || !part) return undefined
    held.parts = held.parts.filter((other) => other !== part)
    const isCurrent = basis.cursor() === null || basis.cursor() === held.cursor
    return isCurrent ? { ...part, eventCursor: held.cursor } : undefined
  }

  const show = async ({ cursor, parts }: ViewRecord): Promise<void> => {
    if (basis.cursor() !== null && basis.cursor() !== cursor) return
    const conversations = parts.flatMap((part) => (part.kind === 'conversation' ? [part.conversation] : []))
    // The longest unused first, so that they stand in the same order again.
    const shown = parts.toReversed().map((part) => {
      if (part.kind === 'list') return queries.conversations(part.query).refresh()
      if (part.kind === 'messages') return queries.messages(part.conversation_id).refresh()
      return part.kind === 'counts' ? queries.counts.refresh() : Promise.resolve()
    })
    await Promise.allSettled(shown)
    await basis.read(
      async () => ({ eventCursor: cursor }),
      () => {
        if (basis.cursor() === cursor) store.batch.run(() => conversations.forEach(store.putConversation))
      },
    )
  }

  const write = (): void => {
    cancelTimer?.()
    cancelTimer = null
    const cursor = basis.cursor()
    if (!storage || cursor === null) return
    storage.save(COLLECTION, VIEW_ID, toView(cursor, queries.parts())).catch(onError)
  }

  return {
    list: (key) => take((part): part is Part<'list'> => part.kind === 'list' && queryKey(part.query) === key),
    messages: (id) => take((part): part is Part<'messages'> => part.kind === 'messages' && part.conversation_id === id),
    counts: async () => (await take((part): part is Part<'counts'> => part.kind === 'counts'))?.counts,
    ready: () => ready,
    restore: async (given) => {
      try {
        const [value] = await given.load(COLLECTION)
        held = readView(value)
        // The totals stand there too: taken over before any list brings it, the position makes nobody fetch them again.
        if (held && basis.cursor() === null) basis.advance(held.cursor)
        setLoaded()
        if (held) await show(held)
      } finally {
        storage = given
        setLoaded()
        setReady()
      }
    },
    skip: () => {
      setLoaded()
      setReady()
    },
    change: () => {
      if (storage) cancelTimer ??= env.setTimer(WRITE_DELAY_MS, write)
    },
    flush: () => {
      if (cancelTimer) write()
    },
    drop: () => {
      cancelTimer?.()
      cancelTimer = null
      held = undefined
    },
  }
}

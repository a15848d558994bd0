import type { PytakeError } from '../errors'
import type { Batch } from '../lib/batch'
import { createCell } from '../lib/cell'
import type { ClientEnv } from '../lib/env'
import type { LiveQuery } from '../lib/live'
import type { LoadState } from '../store/load-state'
import { LOADING } from '../store/load-state'
import type { Upkeep } from './conversation-queries'
import type { KeptPart } from './kept-view'
import { createQueryCore } from './query-core'

interface ValueQueryOptions<Value, Snapshot> {
  env: ClientEnv
  batch: Batch
  initial: Value
  fetch(): Promise<Value>
  build(value: Value, load: LoadState): Snapshot
  part?(value: Value): KeptPart | null
}

/** A value that only the server can tell, such as totals: fetched whole, never computed here. */
export function createValueQuery<Value, Snapshot extends { error: PytakeError | null }>(
  options: ValueQueryOptions<Value, Snapshot>,
): LiveQuery<Snapshot> & Upkeep {
  const { env, batch, fetch, build } = options
  let value = options.initial
  let load: LoadState = LOADING

  const cell = createCell<Snapshot>({ batch, build: () => build(value, load), onWatched: () => core.watch() })
  const core = createQueryCore({
    env,
    isWatched: cell.isWatched,
    setLoad: (next) => {
      load = next
      cell.invalidate()
    },
    load: async (settle) => {
      const fetched = await fetch()
      batch.run(() => {
        value = fetched
        settle()
      })
      return true
    },
  })

  return {
    getSnapshot: cell.getSnapshot,
    subscribe: cell.subscribe,
    isWatched: cell.isWatched,
    size: () => 1,
    refresh: core.refresh,
    invalidate: core.invalidate,
    retryIfFailed: core.retryIfFailed,
    part: () => (core.isCurrent() ? (options.part?.(value) ?? null) : null),
    detach: () => undefined,
  }
}

import type { Conversation } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import type { LoadState } from './load-state'
import { LOADING } from './load-state'
import type { ConversationSnapshot } from './snapshots'

/** One conversation that somebody looks at by its id. */
export interface StoredConversation {
  readonly cell: Cell<ConversationSnapshot>
  setLoad(load: LoadState): void
  /** Null where it was deleted, or is no longer ours to see. */
  set(conversation: Conversation | null): void
}

export function createStoredConversation(batch: Batch, onWatched: () => void): StoredConversation {
  let load: LoadState = LOADING
  let conversation: Conversation | null = null
  const cell = createCell<ConversationSnapshot>({ batch, onWatched, build: () => ({ conversation, ...load }) })
  return {
    cell,
    setLoad: (next) => {
      if (next === load) return
      load = next
      cell.invalidate()
    },
    set: (next) => {
      if (next === conversation) return
      conversation = next
      cell.invalidate()
    },
  }
}

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
  set(conversation: Conversation): void
  /** It was deleted, or is no longer ours to see. */
  clear(): void
}

export function createStoredConversation(batch: Batch, onWatched: () => void): StoredConversation {
  let load: LoadState = LOADING
  let conversation: Conversation | null = null
  const cell = createCell<ConversationSnapshot>({ batch, onWatched, build: () => ({ conversation, ...load }) })
  const set = (next: Conversation | null): void => {
    if (next === conversation) return
    conversation = next
    cell.invalidate()
  }
  return {
    cell,
    setLoad: (next) => {
      if (next === load) return
      load = next
      cell.invalidate()
    },
    set,
    clear: () => set(null),
  }
}

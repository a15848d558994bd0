import type { Presence } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import type { Live } from '../lib/live'
import type { PresenceSnapshot, ViewersSnapshot } from '../store/snapshots'

/** Who of the team is here and what they look at, from frames that are in no log. */
export interface PresenceBoard extends Live<PresenceSnapshot> {
  viewers(conversationId: string): Live<ViewersSnapshot>
  apply(presence: Presence): void
  /** A new session is told anew who is here; without one, nobody is known to be. */
  clear(): void
}

export function createPresenceBoard(batch: Batch, ownUserId: () => string | null): PresenceBoard {
  const users = new Map<string, Presence>()
  const all = createCell<PresenceSnapshot>({ batch, build: () => ({ users: [...users.values()] }) })
  const cells = new Map<string | null, Cell<ViewersSnapshot>>()

  const put = (userId: string, presence: Presence | null): void => {
    const before = users.get(userId)
    if (presence) users.set(userId, presence)
    else users.delete(userId)
    all.invalidate()
    for (const id of new Set([before?.conversation_id, presence?.conversation_id])) cells.get(id ?? null)?.invalidate()
  }

  return {
    getSnapshot: all.getSnapshot,
    subscribe: all.subscribe,
    viewers: (id) => {
      let cell = cells.get(id)
      if (!cell) {
        const agents = () => [...users.values()].filter(({ conversation_id }) => conversation_id === id)
        cell = createCell({ batch, build: () => ({ agents: agents().map(({ user_id }) => user_id) }) })
        cells.set(id, cell)
      }
      return cell
    },
    apply: (presence) => {
      if (presence.user_id !== ownUserId()) put(presence.user_id, presence.online ? presence : null)
    },
    clear: () => batch.run(() => [...users.keys()].forEach((userId) => put(userId, null))),
  }
}

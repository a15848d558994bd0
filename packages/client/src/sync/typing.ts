import type { TransientFrame } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { Cell } from '../lib/cell'
import { createCell } from '../lib/cell'
import type { ClientEnv } from '../lib/env'
import type { Live } from '../lib/live'
import type { TypingSnapshot } from '../store/snapshots'

/** A `typing_stop` may get lost with the socket; nobody types for ever. */
const TYPING_EXPIRY_MS = 10_000

type TypingFrame = Exclude<TransientFrame, { type: 'presence_updated' }>

/** Who is typing where, from frames that are in no log. */
export interface TypingStates {
  of(conversationId: string): Live<TypingSnapshot>
  apply(frame: TypingFrame): void
  /** Whoever wrote has stopped typing; null stands for the customer. */
  wrote(conversationId: string, userId: string | null): void
  close(): void
}

interface Typists {
  /** By user id, the customer's under null; each holds the cancel of its expiry. */
  typing: Map<string | null, () => void>
  cell: Cell<TypingSnapshot>
}

export function createTypingStates(env: ClientEnv, batch: Batch, ownUserId: () => string | null): TypingStates {
  const conversations = new Map<string, Typists>()

  const typistsOf = (conversationId: string): Typists => {
    const held = conversations.get(conversationId)
    if (held) return held
    const typing: Typists['typing'] = new Map()
    const cell = createCell<TypingSnapshot>({
      batch,
      build: () => ({ customer: typing.has(null), agents: [...typing.keys()].filter((user) => user !== null) }),
    })
    conversations.set(conversationId, { typing, cell })
    return { typing, cell }
  }

  const stop = (conversationId: string, user: string | null): void => {
    const held = conversations.get(conversationId)
    const cancelExpiry = held?.typing.get(user)
    if (held === undefined || cancelExpiry === undefined) return
    cancelExpiry()
    held.typing.delete(user)
    held.cell.invalidate()
  }

  const start = (conversationId: string, user: string | null): void => {
    const { typing, cell } = typistsOf(conversationId)
    const cancelEarlier = typing.get(user)
    cancelEarlier?.()
    typing.set(
      user,
      env.setTimer(TYPING_EXPIRY_MS, () => stop(conversationId, user)),
    )
    if (!cancelEarlier) cell.invalidate()
  }

  return {
    of: (conversationId) => {
      const { cell } = typistsOf(conversationId)
      return { getSnapshot: cell.getSnapshot, subscribe: cell.subscribe }
    },
    apply: (frame) => {
      if (frame.type === 'typing_start') return start(frame.data.conversation_id, null)
      if (frame.type === 'typing_stop') return stop(frame.data.conversation_id, null)
      if (frame.data.user_id === ownUserId()) return
      if (frame.type === 'agent_typing_start') start(frame.data.conversation_id, frame.data.user_id)
      else stop(frame.data.conversation_id, frame.data.user_id)
    },
    wrote: stop,
    close: () => {
      for (const { typing } of conversations.values()) for (const cancelExpiry of typing.values()) cancelExpiry()
      conversations.clear()
    },
  }
}

import type { Conversation } from '@pytake/protocol'
import type { ClientEnv } from '../lib/env'
import type { Live } from '../lib/live'
import { REPLY_KINDS } from './reply-kinds'
import type { ConversationSnapshot, ReplyWindowSnapshot } from '../store/snapshots'

/** How long before its end a window is `closing`. */
const CLOSING_MS = 2 * 60 * 60 * 1_000
/** Longest delay a browser's timer takes. */
const MAX_TIMER_MS = 2_147_483_647

const OUTSIDE = ['note', 'template'] as const

/** What the window of a conversation is at the given instant of the server's clock. */
export function replyWindowAt(conversation: Conversation | null, serverNowMs: number): ReplyWindowSnapshot {
  const closesAt = conversation?.reply_window_ends_at ?? null
  // WhatsApp opens a window with the customer's first message; other channels have none.
  if (closesAt === null && conversation?.channel !== 'whatsapp') return { state: 'none', closesAt, allows: REPLY_KINDS }
  const leftMs = closesAt === null ? 0 : Date.parse(closesAt) - serverNowMs
  if (leftMs <= 0) return { state: 'closed', closesAt, allows: OUTSIDE }
  return { state: leftMs <= CLOSING_MS ? 'closing' : 'open', closesAt, allows: REPLY_KINDS }
}

/** The window as live state: it changes by the clock alone, so that no event is needed to close it. */
export function createReplyWindow(
  env: ClientEnv,
  serverNow: () => number,
  conversation: Live<ConversationSnapshot>,
): Live<ReplyWindowSnapshot> {
  let held: ReplyWindowSnapshot | null = null

  const getSnapshot = (): ReplyWindowSnapshot => {
    const next = replyWindowAt(conversation.getSnapshot().conversation, serverNow())
    if (held?.state !== next.state || held.closesAt !== next.closesAt) held = next
    return held
  }

  return {
    getSnapshot,
    subscribe: (listener) => {
      let known = getSnapshot()
      let cancelTimer = (): void => undefined
      const check = (): void => {
        const { state, closesAt } = getSnapshot()
        cancelTimer()
        if (state === 'open' || state === 'closing') {
          const leftMs = Date.parse(closesAt ?? '') - serverNow()
          const delayMs = state === 'open' ? leftMs - CLOSING_MS : leftMs
          cancelTimer = env.setTimer(Math.min(delayMs, MAX_TIMER_MS), check)
        }
        if (held === known || !held) return
        known = held
        listener()
      }
      const unsubscribe = conversation.subscribe(check)
      check()
      return () => {
        unsubscribe()
        cancelTimer()
      }
    },
  }
}

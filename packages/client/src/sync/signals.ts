import type { MediaLink, TransientFrame } from '@pytake/protocol'
import type { Batch } from '../lib/batch'
import type { ClientEnv } from '../lib/env'
import type { Live, LiveQuery } from '../lib/live'
import { createRecentMap } from '../lib/recent-map'
import type {
  ConversationSnapshot,
  PresenceSnapshot,
  ReplyWindowSnapshot,
  TypingSnapshot,
  ViewersSnapshot,
} from '../store/snapshots'
import { createMediaLinks } from './media-links'
import { createPresenceBoard } from './presence'
import { createReplyWindow } from './reply-window'
import { createTypingStates } from './typing'
import type { TypingSignalSender } from './typing-signals'
import { createTypingSignals } from './typing-signals'

const MAX_REPLY_WINDOWS = 200

export interface SignalsOptions {
  env: ClientEnv
  batch: Batch
  ownUserId(): string | null
  send: TypingSignalSender
  serverNow(): number
  conversation(id: string): LiveQuery<ConversationSnapshot>
  fetchLink(mediaId: string): Promise<MediaLink>
}

/** What passes: it stands in no log and in no store, and a screen shows its messages without it. Loaded when first used. */
export interface Signals {
  typing(conversationId: string): Live<TypingSnapshot>
  presence(): Live<PresenceSnapshot>
  viewers(conversationId: string): Live<ViewersSnapshot>
  replyWindow(conversationId: string): Live<ReplyWindowSnapshot>
  setTyping(conversationId: string, isTyping: boolean): void
  mediaLink(mediaId: string): Promise<MediaLink>
  apply(frame: TransientFrame): void
  /** Whoever wrote has stopped typing; null stands for the customer. */
  wrote(conversationId: string, userId: string | null): void
  /** Without a connection nobody is known to be there. */
  disconnected(): void
}

export function createSignals({ env, batch, ownUserId, ...options }: SignalsOptions): Signals {
  const typing = createTypingStates(env, batch, ownUserId)
  const presence = createPresenceBoard(batch, ownUserId)
  const windows = createRecentMap<Live<ReplyWindowSnapshot>>(MAX_REPLY_WINDOWS)

  return {
    typing: typing.of,
    presence: () => presence,
    viewers: presence.viewers,
    replyWindow: (id) => {
      const window = windows.get(id) ?? createReplyWindow(env, options.serverNow, options.conversation(id))
      windows.set(id, window)
      return window
    },
    setTyping: createTypingSignals(env, options.send),
    mediaLink: createMediaLinks(env, options.fetchLink),
    apply: (frame) => (frame.type === 'presence_updated' ? presence.apply(frame.data) : typing.apply(frame)),
    wrote: typing.wrote,
    disconnected: presence.clear,
  }
}

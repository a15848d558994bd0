'use client'

import type { Conversation } from '@pytake/protocol'
import { useNow } from '../time/use-now'
import { replyWindow, type ReplyWindow } from './reply-window'

/** The reply window of a conversation as time passes. */
export function useReplyWindow(conversation: Pick<Conversation, 'channel' | 'reply_window_ends_at'>): ReplyWindow {
  return replyWindow(conversation.channel, conversation.reply_window_ends_at, useNow())
}

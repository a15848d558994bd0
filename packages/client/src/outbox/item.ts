import type { SendMessageBody } from '@pytake/protocol'
import type { PytakeError } from '../errors'

/** A message that the server does not have yet. */
export interface OutboxItem {
  /** The message's `client_message_id`, the same on every try. */
  id: string
  conversation_id: string
  body: SendMessageBody
  /** ISO 8601, by the clock of this device. */
  created_at: string
  /** Place in the queue; smaller goes first. */
  position: number
  state: OutboxState
}

/** `failed` has stepped aside: it holds nothing up and waits for `retry` or `discard`. */
export type OutboxState =
  | { status: 'queued'; attempts: number; nextAttemptAt: number | null; error: PytakeError | null }
  | { status: 'sending'; attempts: number }
  | { status: 'failed'; attempts: number; error: PytakeError }

export const QUEUED: OutboxState = { status: 'queued', attempts: 0, nextAttemptAt: null, error: null }

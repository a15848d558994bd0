import type { SendMessageBody } from '@pytake/protocol'
import type { PytakeError } from '../errors'

/** A message that the server does not have yet. */
export interface OutboxItem {
  /** The same on every try and after an edit. */
  id: string
  conversation_id: string
  /** Its `client_message_id` is the same on every try; an edit may change it. */
  body: SendMessageBody
  /** ISO 8601, by the clock of this device. */
  created_at: string
  /** Place in the queue; smaller goes first. */
  position: number
  state: OutboxState
  /** What is sent with it; lost where the storage could not keep it across a reload. */
  file?: Blob
  /** There as long as the file has to be uploaded. */
  upload?: UploadProgress
}

export interface UploadProgress {
  loadedBytes: number
  totalBytes: number
}

/** `failed` has stepped aside: it holds nothing up and waits for `retry`, `edit` or `discard`. */
export type OutboxState =
  | { status: 'queued'; attempts: number; nextAttemptAt: number | null; error: PytakeError | null }
  | { status: 'sending'; attempts: number }
  | { status: 'failed'; attempts: number; error: PytakeError }

export const QUEUED: OutboxState = { status: 'queued', attempts: 0, nextAttemptAt: null, error: null }

/** What an edit may change; `undefined` takes an optional field away. */
export type OutboxEdit = {
  [Field in Exclude<keyof SendMessageBody, 'client_message_id' | 'content'>]?: SendMessageBody[Field] | undefined
} & { content?: string }

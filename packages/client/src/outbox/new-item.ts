import type { SendMessageBody } from '@pytake/protocol'
import { uuidv7 } from '@pytake/protocol'
import { failure } from '../errors'
import type { ClientEnv } from '../lib/env'
import type { OutboxItem, UploadProgress } from './item'
import { QUEUED } from './item'

export const MAX_OUTBOX_ITEMS = 500
/** Larger files together would fill the disk of a phone, and the memory where there is no disk. */
export const MAX_OUTBOX_FILE_BYTES = 512 * 1024 * 1024

/** @throws PytakeError `outbox_full` where too much waits already */
export function newItem(
  env: ClientEnv,
  waiting: readonly OutboxItem[],
  conversationId: string,
  body: SendMessageBody,
  file: Blob | undefined,
): OutboxItem {
  const waitingBytes = waiting.reduce((sum, item) => sum + (item.file?.size ?? 0), 0)
  const hasRoom = waiting.length < MAX_OUTBOX_ITEMS && waitingBytes + (file?.size ?? 0) <= MAX_OUTBOX_FILE_BYTES
  if (!hasRoom) throw failure('send message', 'outbox_full')
  const id = newItemId(env)
  return {
    id,
    conversation_id: conversationId,
    body: { ...body, client_message_id: id },
    created_at: new Date(env.now()).toISOString(),
    position: 0,
    state: QUEUED,
    ...(file && { file, upload: untouched(file) }),
  }
}

export const newItemId = (env: ClientEnv): string => uuidv7(env.now(), env.randomBytes(10))

export const untouched = (file: Blob): UploadProgress => ({ loadedBytes: 0, totalBytes: file.size })

import { sendMessageBody } from '@pytake/protocol'
import * as z from 'zod/mini'
import { PytakeError } from '../errors'
import type { OutboxItem } from './item'

/** How an item lies in the storage; what was being sent when the page died is queued again. */
const outboxRecord = z.object({
  id: z.string(),
  conversation_id: z.string(),
  created_at: z.string(),
  position: z.number(),
  body: sendMessageBody,
  failure: z.nullable(z.object({ code: z.string(), message: z.string(), retryable: z.boolean() })),
})

export type OutboxRecord = z.output<typeof outboxRecord>

export function toRecord(item: OutboxItem, position: number): OutboxRecord {
  const { id, conversation_id, created_at, body, state } = item
  const failure =
    state.status === 'failed'
      ? { code: state.error.code, message: state.error.message, retryable: state.error.retryable }
      : null
  return { id, conversation_id, created_at, position, body, failure }
}

/** Null where the value is none of ours, e.g. from a version that wrote it differently. */
export function fromRecord(value: unknown): { item: OutboxItem; position: number } | null {
  const parsed = outboxRecord.safeParse(value)
  if (!parsed.success) return null
  const { failure, position, ...item } = parsed.data
  if (failure === null) {
    return { position, item: { ...item, state: { status: 'queued', attempts: 0, nextAttemptAt: null, error: null } } }
  }
  const error = new PytakeError(failure.code, failure.message, { retryable: failure.retryable })
  return { position, item: { ...item, state: { status: 'failed', attempts: 0, error } } }
}

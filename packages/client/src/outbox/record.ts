import * as z from 'zod/mini'
import { PytakeError } from '../errors'
import type { OutboxItem } from './item'
import { QUEUED } from './item'

/** How an item lies in the storage; what was being sent when the page died is queued again. */
const outboxRecord = z.object({
  id: z.string(),
  conversation_id: z.string(),
  created_at: z.string(),
  position: z.number(),
  body: z.looseObject({ content: z.string() }),
  failure: z.optional(z.object({ code: z.string(), message: z.string(), retryable: z.boolean() })),
})

export function toRecord({ state, ...item }: OutboxItem): z.output<typeof outboxRecord> {
  if (state.status !== 'failed') return item
  const { code, message, retryable } = state.error
  return { ...item, failure: { code, message, retryable } }
}

/** Null where the value is none of ours, e.g. from a version that wrote it differently. */
export function fromRecord(value: unknown): OutboxItem | null {
  const parsed = outboxRecord.safeParse(value)
  if (!parsed.success) return null
  const { failure, ...item } = parsed.data
  if (!failure) return { ...item, state: QUEUED }
  return {
    ...item,
    state: { status: 'failed', attempts: 0, error: new PytakeError(failure.code, failure.message, failure) },
  }
}

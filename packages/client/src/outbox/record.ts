import type { SendMessageBody } from '@pytake/protocol'
import * as z from 'zod/mini'
import { PytakeError } from '../errors'
import type { OutboxItem } from './item'
import { QUEUED } from './item'

/** How an item lies in the storage, its file apart; what was being sent when the page died is queued again. */
const outboxBody = z.looseObject({ content: z.string() })
const outboxRecord = z.object({
  id: z.string(),
  conversation_id: z.string(),
  created_at: z.string(),
  position: z.number(),
  body: outboxBody,
  upload: z.optional(z.object({ loadedBytes: z.number(), totalBytes: z.number() })),
  failure: z.optional(z.object({ code: z.string(), message: z.string(), retryable: z.boolean() })),
})

export function toRecord({ state, file: _kept, ...item }: OutboxItem): z.output<typeof outboxRecord> {
  if (state.status !== 'failed') return item
  const { code, message, retryable } = state.error
  return { ...item, failure: { code, message, retryable } }
}

/** Null where the value is none of ours, e.g. from a version that wrote it differently. */
export function fromRecord(value: unknown): OutboxItem | null {
  const parsed = outboxRecord.safeParse(value)
  if (!parsed.success) return null
  const { failure, upload, ...item } = parsed.data
  return {
    ...item,
    ...(upload && { upload: { ...upload, loadedBytes: 0 } }),
    state: failure
      ? { status: 'failed', attempts: 0, error: new PytakeError(failure.code, failure.message, failure) }
      : QUEUED,
  }
}

/** A body as it goes over the wire, where a field that is undefined is none. */
export const toBody = (fields: object): SendMessageBody => outboxBody.parse(JSON.parse(JSON.stringify(fields)))

const fileRecord = z.object({ id: z.string(), file: z.unknown() })

/** The stored files by the id of their message; one that cannot be read is lost. */
export function filesOf(values: readonly unknown[]): Map<string, Blob> {
  const files = new Map<string, Blob>()
  for (const value of values) {
    const { data } = fileRecord.safeParse(value)
    if (data && data.file instanceof Blob) files.set(data.id, data.file)
  }
  return files
}

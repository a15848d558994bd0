import { conversation, conversationCounts, message } from '@pytake/protocol'
import * as z from 'zod/mini'
import type { KeptPart } from './kept-view'

/** What is kept at most: the lists and chats used last, each only so far, and all together only so large. */
const MAX_PARTS = { list: 5, messages: 20, conversation: 50, counts: 1 }
const MAX_LIST_ITEMS = 200
const MAX_MESSAGES = 50
const MAX_VIEW_LENGTH = 2 * 1024 * 1024

export const VIEW_ID = 'view'

const part = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('list'),
    query: z.looseObject({}),
    items: z.array(conversation),
    next: z.nullable(z.looseObject({})),
    isPartial: z.boolean(),
  }),
  z.object({
    kind: z.literal('messages'),
    conversation_id: z.string(),
    items: z.array(message),
    isFirst: z.boolean(),
  }),
  z.object({ kind: z.literal('conversation'), conversation }),
  z.object({ kind: z.literal('counts'), counts: conversationCounts }),
])
const viewRecord = z.object({ id: z.literal(VIEW_ID), cursor: z.string(), parts: z.array(part) })

/** Parts and the position of the log up to which they hold every event: one record, so that neither is without the other. */
export interface ViewRecord {
  id: typeof VIEW_ID
  cursor: string
  /** The one used last first. */
  parts: KeptPart[]
}

/** Undefined where anything in it cannot be read: fetching anew is always right. */
export const readView = (value: unknown): ViewRecord | undefined => viewRecord.safeParse(value).data

/** @param parts the longest unused first */
export function toView(cursor: string, parts: readonly KeptPart[]): ViewRecord {
  const room = { ...MAX_PARTS }
  let length = 0
  const kept = parts
    .toReversed()
    .filter(({ kind }) => (room[kind] -= 1) >= 0)
    .map(shorten)
    .filter((each) => (length += JSON.stringify(each).length) <= MAX_VIEW_LENGTH)
  return { id: VIEW_ID, cursor, parts: kept }
}

function shorten(each: KeptPart): KeptPart {
  if (each.kind === 'list' && each.items.length > MAX_LIST_ITEMS) {
    return { ...each, items: each.items.slice(0, MAX_LIST_ITEMS), next: null, isPartial: true }
  }
  if (each.kind === 'messages' && each.items.length > MAX_MESSAGES) {
    return { ...each, items: each.items.slice(-MAX_MESSAGES), isFirst: false }
  }
  return each
}

import type { ConversationKey } from './entity-rows'

/** Writes the key of the next page of conversations; opaque to clients. */
export const encodePageKey = ({ activity_at, id }: ConversationKey): string =>
  Buffer.from(`${activity_at}~${id}`).toString('base64url')

/** Reads a page key; null where it is none of ours. */
export function decodePageKey(text: string): ConversationKey | null {
  const [, activity_at, id] = PAGE_KEY.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? []
  return activity_at === undefined || id === undefined ? null : { activity_at, id }
}

const PAGE_KEY = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~(.+)$/s

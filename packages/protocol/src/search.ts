import * as z from 'zod/mini'
import { contact } from './contact'
import { cursor } from './ids'
import { message } from './message'

/** A part of a text that matched: offsets in UTF-16 units, as `text.slice(start, end)` takes them. */
export const highlight = z.object({ start: z.number(), end: z.number() })
export type Highlight = z.infer<typeof highlight>

/** Answer of `GET /search`: at most `limit` of each kind, the newest message first, contacts by name. */
export const searchResults = z.object({
  /** Highlights are of `message.content`. */
  messages: z.array(z.object({ message, highlights: z.array(highlight) })),
  /** Highlights are of `contact.name`; none where the phone matched. */
  contacts: z.array(z.object({ contact, highlights: z.array(highlight) })),
  /** What happened up to here has been looked at. */
  indexed_through: cursor,
})
export type SearchResults = z.infer<typeof searchResults>

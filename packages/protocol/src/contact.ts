import * as z from 'zod/mini'
import { id, metadata, timestamp } from './ids'

/** A person who writes to the business; `phone` is E.164, or null where a channel knows none. */
export const contact = z.object({
  id,
  tenant_id: id,
  name: z.string(),
  phone: z.nullable(z.string()),
  metadata,
  created_at: timestamp,
  updated_at: timestamp,
  version: z.number(),
})
export type Contact = z.infer<typeof contact>

/** The part of a contact that travels inside each conversation. */
export const embeddedContact = z.object({
  id,
  name: z.string(),
  phone: z.nullable(z.string()),
  version: z.number(),
})
export type EmbeddedContact = z.infer<typeof embeddedContact>

import * as z from 'zod/mini'
import { id, metadata, timestamp } from './ids'
import { displayName, phone } from './text'

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

/** Body of `POST /contacts`. */
export const createContactBody = z.strictObject({
  name: displayName,
  phone,
  metadata: z.optional(metadata),
})
export type CreateContactBody = z.infer<typeof createContactBody>

/** Body of `PATCH /contacts/{id}`; absent fields stay as they are. */
export const updateContactBody = z.strictObject({
  name: z.optional(displayName),
  metadata: z.optional(metadata),
})
export type UpdateContactBody = z.infer<typeof updateContactBody>

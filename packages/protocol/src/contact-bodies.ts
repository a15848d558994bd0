import * as z from 'zod/mini'
import { metadata } from './ids'
import { displayName, phone } from './text'

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

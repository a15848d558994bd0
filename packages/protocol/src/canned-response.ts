import * as z from 'zod/mini'
import { id, timestamp } from './ids'
import { displayName, messageContent, text } from './text'

/** A text the team often needs; `content` may hold variables such as `{{name}}`, which the client fills in. */
export const cannedResponse = z.object({
  id,
  /** What an agent types to find it, without a slash. */
  shortcut: z.string(),
  title: z.string(),
  content: z.string(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type CannedResponse = z.infer<typeof cannedResponse>

const shortcut = z.pipe(
  text,
  z.string().check(z.regex(/^[\p{L}\p{N}_-]{1,40}$/u, { error: 'must be 1 to 40 letters, digits, - or _' })),
)

const content = z.pipe(
  messageContent,
  z.string().check(z.refine((value: string) => value.trim() !== '', { error: 'must not be blank' })),
)

/** Body of `POST /canned-responses`. */
export const createCannedResponseBody = z.strictObject({ shortcut, title: displayName, content })
export type CreateCannedResponseBody = z.infer<typeof createCannedResponseBody>

/** Body of `PATCH /canned-responses/{id}`; absent fields stay as they are. */
export const updateCannedResponseBody = z.strictObject({
  shortcut: z.optional(shortcut),
  title: z.optional(displayName),
  content: z.optional(content),
})
export type UpdateCannedResponseBody = z.infer<typeof updateCannedResponseBody>

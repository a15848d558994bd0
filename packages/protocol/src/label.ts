import * as z from 'zod/mini'
import { id, timestamp } from './ids'
import { labelName } from './text'

/** A label that the team offers for conversations, which carry its name. */
export const label = z.object({
  id,
  name: z.string(),
  /** Six hexadecimal digits after a `#`. */
  color: z.string(),
  created_at: timestamp,
})
export type Label = z.infer<typeof label>

/** Body of `POST /labels`; the same name, whatever its case and accents, finds the label that is there. */
export const createLabelBody = z.strictObject({
  name: labelName,
  color: z._default(
    z.string().check(z.regex(/^#[\da-f]{6}$/i, { error: 'must be a colour such as #0ea5e9' })),
    '#64748b',
  ),
})
export type CreateLabelBody = z.input<typeof createLabelBody>
export type ParsedCreateLabelBody = z.output<typeof createLabelBody>

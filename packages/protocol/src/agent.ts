import * as z from 'zod/mini'
import { id } from './ids'

/** A member of the team: known from the first valid token on, never registered beforehand. */
export const agent = z.object({
  user_id: id,
  name: z.nullable(z.string()),
  role: z.string(),
})
export type Agent = z.infer<typeof agent>

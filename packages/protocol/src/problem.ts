import * as z from 'zod/mini'
import { message } from './message'

/** RFC 9457 `application/problem+json`. `errors` names the paths at fault in a query or body. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  /** With `conversation_advanced`: what the sender had not seen, oldest first. */
  missed: z.optional(z.array(message)),
  request_id: z.optional(z.string()),
})
export type Problem = z.infer<typeof problem>

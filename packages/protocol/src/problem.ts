import * as z from 'zod/mini'

/** RFC 9457 `application/problem+json`. `errors` names the paths at fault in a query or body. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  request_id: z.optional(z.string()),
})
export type Problem = z.infer<typeof problem>

import * as z from 'zod/mini'
import { givenId } from './given-ids'
import { id } from './ids'

/** Longest value of one parameter, and most of them, that a message may fill in. */
const MAX_PARAMETER_LENGTH = 1024
const MAX_PARAMETERS = 50

/** A text that a channel has approved: it may be sent when the reply window is closed. */
export const template = z.object({
  channel_id: id,
  name: z.string(),
  /** As the channel writes it, e.g. `pt_BR`. */
  language: z.string(),
  /** E.g. `UTILITY`. */
  category: z.string(),
  /** Only `APPROVED` ones can be sent. */
  status: z.string(),
  header: z.nullable(z.string()),
  /** With `{{1}}` or `{{name}}` where a parameter goes. */
  body: z.string(),
  footer: z.nullable(z.string()),
  /** What the body asks for, in the order in which a message gives the values. */
  parameters: z.array(z.string()),
})
export type Template = z.infer<typeof template>

/** The `template` of a message to be sent; one value for each of the template's parameters. */
export const filledTemplate = z.strictObject({
  name: givenId,
  language: givenId,
  parameters: z._default(
    z.array(z.string().check(z.minLength(1), z.maxLength(MAX_PARAMETER_LENGTH))).check(z.maxLength(MAX_PARAMETERS)),
    [],
  ),
})
export type FilledTemplate = z.output<typeof filledTemplate>

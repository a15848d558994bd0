import * as z from 'zod/mini'
import { givenCursor, givenId } from './given-ids'

/** First frame on a socket, and again to refresh the token in place (same subject and tenant). */
export const authFrame = z.object({
  type: z.literal('auth'),
  token: z.string().check(z.minLength(1)),
  /** Where given, it must be the token's subject. */
  user_id: z.optional(givenId),
  /** Cursor of the last frame applied; the server replays what came after it, or sends `reset`. */
  resume: z.optional(givenCursor),
  protocol: z.optional(z.number()),
  /** Allows the server to send an array of frames in one message. */
  batch: z.optional(z.boolean()),
})

const typingStart = z.object({ type: z.literal('typing_start'), conversation_id: givenId })
const typingStop = z.object({ type: z.literal('typing_stop'), conversation_id: givenId })
const viewing = z.object({ type: z.literal('viewing'), conversation_id: z.nullable(givenId) })
const ping = z.object({ type: z.literal('ping'), id: givenId })

/** Everything a client may send on the socket. */
export const clientFrame = z.discriminatedUnion('type', [authFrame, typingStart, typingStop, viewing, ping])

export type AuthFrame = z.infer<typeof authFrame>
export type ClientFrame = z.infer<typeof clientFrame>

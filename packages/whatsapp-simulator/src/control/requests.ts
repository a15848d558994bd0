import * as z from 'zod/mini'

const MAX_TEXT_CHARACTERS = 65_536
const MAX_JUMP_MS = 365 * 24 * 60 * 60 * 1_000

/** What the phone page and tests may ask of the simulator, next to the Graph API. */
export const customerMessageSchema = z.union([
  z.object({
    text: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT_CHARACTERS)),
    replyTo: z.exactOptional(z.string()),
  }),
  z.object({ image: z.literal('sample'), caption: z.exactOptional(z.string()) }),
  z.object({ voice: z.literal('sample') }),
  z.object({
    location: z.object({
      latitude: z.number().check(z.gte(-90), z.lte(90)),
      longitude: z.number().check(z.gte(-180), z.lte(180)),
      name: z.exactOptional(z.string()),
      address: z.exactOptional(z.string()),
    }),
  }),
])
export const fileKindSchema = z.enum(['image', 'video', 'voice', 'audio', 'document'])
export const reactionSchema = z.object({ messageId: z.string(), emoji: z.string() })
export const onlineSchema = z.object({ online: z.boolean() })
export const settingsSchema = z.object({ autoRead: z.boolean() })
export const clockSchema = z.object({ jumpMs: z.number().check(z.gte(0), z.lte(MAX_JUMP_MS)) })

import * as z from 'zod/mini'

/** Longest emoji there is, in UTF-16 units: families with skin tones stay well below it. */
const MAX_EMOJI_LENGTH = 40

const isOneEmoji = (value: string): boolean =>
  PICTURE.test(value) && ONLY_EMOJI.test(value) && [...new Intl.Segmenter().segment(value)].length === 1

const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u
const ONLY_EMOJI = /^[\p{Emoji}\p{Emoji_Component}]+$/u

/** Body of `PUT /messages/{id}/reaction`; null takes the reaction back. */
export const setReactionBody = z.strictObject({
  emoji: z.nullable(
    z.string().check(z.maxLength(MAX_EMOJI_LENGTH), z.refine(isOneEmoji, { error: 'must be one emoji' })),
  ),
})
export type SetReactionBody = z.infer<typeof setReactionBody>

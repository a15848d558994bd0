import * as z from 'zod/mini'

/** WhatsApp's limit for a text body, counted in UTF-16 units. */
export const MAX_TEXT_LENGTH = 4096
export const MAX_NAME_LENGTH = 200
export const MAX_SEARCH_LENGTH = 200
export const MAX_LABEL_LENGTH = 60

/**
 * Makes text storable the same way in every database: lone surrogates become U+FFFD and U+0000 goes
 * (PostgreSQL refuses both, SQLite keeps them).
 *
 * @example
 * normalizeText('a\u0000b') // 'ab'
 */
export function normalizeText(value: string): string {
  const wellFormed = LONE_SURROGATE.test(value) ? value.replace(LONE_SURROGATES, '\uFFFD') : value
  return wellFormed.includes('\u0000') ? wellFormed.replaceAll('\u0000', '') : wellFormed
}

const LONE_SURROGATE = /\p{Surrogate}/u
const LONE_SURROGATES = /\p{Surrogate}/gu

/** Text as it enters the system: normalised at the boundary, never later. */
export const text = z.pipe(z.string(), z.transform(normalizeText))

/** What a message says, at most 4,096 characters. */
export const messageContent = z.pipe(text, z.string().check(z.maxLength(MAX_TEXT_LENGTH)))

export const displayName = z.pipe(
  text,
  z.string().check(
    z.maxLength(MAX_NAME_LENGTH),
    z.refine((value: string) => value.trim() !== '', { error: 'must not be blank' }),
  ),
)

/** Name of a label, as conversations carry it. */
export const labelName = z.pipe(
  text,
  z.string().check(
    z.maxLength(MAX_LABEL_LENGTH),
    z.refine((value: string) => value.trim() !== '', { error: 'must not be blank' }),
  ),
)

/** E.164: a plus and 7 to 15 digits. Spaces, dots, dashes and brackets are dropped. */
export const phone = z.pipe(
  z.pipe(
    z.string(),
    z.transform((value: string) => value.replace(/[\s().-]/g, '')),
  ),
  z.string().check(z.regex(/^\+[1-9]\d{6,14}$/, { error: 'must be an international number such as +5511999990001' })),
)

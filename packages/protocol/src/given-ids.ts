import * as z from 'zod/mini'

/** Longest id accepted anywhere; provider ids such as `wamid.…` stay well below it. */
const MAX_ID_LENGTH = 256
const MAX_CURSOR_LENGTH = 200

/** An id that a client gives us: bounded, unlike one that is only read. */
export const givenId = z.string().check(z.minLength(1), z.maxLength(MAX_ID_LENGTH))

/** A cursor that a client gives us. */
export const givenCursor = z.string().check(z.minLength(1), z.maxLength(MAX_CURSOR_LENGTH))

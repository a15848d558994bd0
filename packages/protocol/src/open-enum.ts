import * as z from 'zod/mini'

/** A known value, or one that a newer peer may send. Editors still complete the known ones. */
export type Open<T extends string> = T | (string & {})

/**
 * Reads any string and types it as the known values plus whatever comes later; which those are stands in
 * `known-values.ts`.
 *
 * A closed enum would turn a value added next year into a parse error in every client that ships today.
 */
export const openEnum = <T extends string>(): z.ZodMiniType<Open<T>, Open<T>> => z.string()

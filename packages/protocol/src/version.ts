/**
 * Version of the wire that a client names in its auth frame. Adding optional fields, enum values, routes or frames
 * keeps it; anything that a shipped client could not read raises it. `version.test.ts` fails on every change of a
 * schema until this has been decided.
 */
export const PROTOCOL_VERSION = 1

import { createHash } from 'node:crypto'
import type { resetReasons } from '@pytake/protocol'
import type { Principal } from './principal'

/** What stands inside the opaque cursor: `<epoch>.<position in base 36>.<hash of the principal>`. */
export interface Cursor {
  epoch: string
  position: number
  principalHash: string
}

export type ResetReason = (typeof resetReasons)[number]

/** Where reading the log goes on, or why the client has to fetch anew. */
export type CursorReading = { kind: 'position'; position: number } | { kind: 'reset'; reason: ResetReason }

/** What a cursor is judged against; positions are those of the tenant's log. */
export interface CursorBounds {
  epoch: string
  principalHash: string
  head: number
  /** Oldest position a cursor may have. */
  oldest: number
  /** Position at which the principal's role last changed. */
  accessChangedAt: number
}

/**
 * Writes a cursor.
 *
 * @example
 * formatCursor({ epoch: 'e1', position: 36, principalHash: principalHash(principal) }) // 'e1.10.…'
 */
export function formatCursor(cursor: Cursor): string {
  return `${cursorPrefix(cursor.epoch, cursor.position)}${cursor.principalHash}`
}

/** The part that all principals share, so that a frame is serialised once and only its tail differs. */
export function cursorPrefix(epoch: string, position: number): string {
  return `${epoch}.${position.toString(36)}.`
}

/** Tenant, user and role in 96 bits: a cursor of somebody else, or from before a change of role, does not match. */
export function principalHash(principal: Pick<Principal, 'tenant_id' | 'user_id' | 'role'>): string {
  const identity = JSON.stringify([principal.tenant_id, principal.user_id, principal.role])
  return createHash('sha256').update(identity).digest('base64url').slice(0, HASH_LENGTH)
}

/** Reads a cursor; null where it is none of ours. */
export function parseCursor(text: string): Cursor | null {
  const [, epoch, digits, hash] = CURSOR.exec(text) ?? []
  if (epoch === undefined || digits === undefined || hash === undefined) return null
  const position = Number.parseInt(digits, 36)
  // Beyond 2^53 the digits no longer name one position.
  return Number.isSafeInteger(position) ? { epoch, position, principalHash: hash } : null
}

/**
 * Decides whether a client can go on from its cursor. Pure; the socket and `GET /events` share it.
 *
 * The epoch is judged before the principal: after a restored backup every client hears the same reason.
 */
export function readCursor(text: string, bounds: CursorBounds): CursorReading {
  const cursor = parseCursor(text)
  if (cursor === null) return { kind: 'reset', reason: 'cursor_unreadable' }
  const reason = findResetReason(cursor, bounds)
  return reason === null ? { kind: 'position', position: cursor.position } : { kind: 'reset', reason }
}

const HASH_LENGTH = 16
const CURSOR = /^([\w-]{1,64})\.([0-9a-z]{1,11})\.([\w-]{16})$/

function findResetReason(cursor: Cursor, bounds: CursorBounds): ResetReason | null {
  if (cursor.epoch !== bounds.epoch) return 'epoch_changed'
  if (cursor.principalHash !== bounds.principalHash) return 'principal_changed'
  if (cursor.position > bounds.head) return 'cursor_ahead'
  if (cursor.position < bounds.oldest) return 'cursor_too_old'
  if (bounds.accessChangedAt > cursor.position) return 'access_changed'
  return null
}

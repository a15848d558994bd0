import { createHash } from 'node:crypto'
import type { resetReasons } from '@pytake/protocol'
import type { Principal } from './principal'

type ResetReason = (typeof resetReasons)[number]

/** What a principal's cursor is read against. */
export interface CursorScope {
  epoch: string
  /** Oldest position that can still be resumed. */
  oldest: number
  head: number
  principal: CursorPrincipal
}

export type CursorPrincipal = Pick<Principal, 'tenant_id' | 'user_id' | 'role'>

/** Where to go on from, or why that is impossible. */
export type CursorReading = { kind: 'position'; position: number } | { kind: 'reset'; reason: ResetReason }

/**
 * The part of a cursor that all principals share; append {@link cursorSuffix}. The principal stands last so that an
 * event is serialised once for everybody.
 */
export const cursorPrefix = (epoch: string, position: number): string => `${epoch}.${position.toString(36)}.`

/** The part of a cursor that ties it to tenant, user and role. */
export function cursorSuffix(principal: CursorPrincipal): string {
  const identity = JSON.stringify([principal.tenant_id, principal.user_id, principal.role])
  return createHash('sha256').update(identity).digest('base64url').slice(0, SUFFIX_LENGTH)
}

/**
 * Names a position of a tenant's log for one principal; opaque to clients.
 *
 * @example
 * encodeCursor('5f0c', 42, { tenant_id: 't', user_id: 'u', role: 'agent' }) // '5f0c.16.…'
 */
export const encodeCursor = (epoch: string, position: number, principal: CursorPrincipal): string =>
  cursorPrefix(epoch, position) + cursorSuffix(principal)

/** Reads a cursor that came back; never throws, since a client may hold one from another time or place. */
export function decodeCursor(cursor: string, scope: CursorScope): CursorReading {
  const parts = CURSOR.exec(cursor)
  const position = parts?.[2] === undefined ? NaN : parseInt(parts[2], 36)
  if (parts === null || !Number.isSafeInteger(position)) return reset('cursor_unreadable')
  if (parts[1] !== scope.epoch) return reset('epoch_changed')
  if (parts[3] !== cursorSuffix(scope.principal)) return reset('principal_changed')
  if (position > scope.head) return reset('cursor_ahead')
  if (position < scope.oldest) return reset('cursor_too_old')
  return { kind: 'position', position }
}

const SUFFIX_LENGTH = 12
const CURSOR = /^([A-Za-z0-9_-]{1,64})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{12})$/

const reset = (reason: ResetReason): CursorReading => ({ kind: 'reset', reason })

import { clientFrame, closeCodes, PROTOCOL_VERSION, type AuthFrame, type ClientFrame } from '@pytake/protocol'
import * as z from 'zod/mini'
import { readCursor, type CursorBounds, type ResetReason } from '../domain/cursor'
import { isServerError } from '../domain/errors'
import type { Principal } from '../domain/principal'
import type { Seat } from './seat'

/** Where a session stands, with all that belongs to this standing and nothing else. */
export type SessionState =
  | { kind: 'awaiting_auth' }
  | { kind: 'authenticating' }
  | { kind: 'catching_up'; seat: Seat }
  | { kind: 'live'; seat: Seat }
  | { kind: 'closed' }

export type CommandFrame = Exclude<ClientFrame, AuthFrame>

/** A frame that is answered with `error`; `ref` names the frame as far as it could be read. */
export interface WrongFrame {
  kind: 'wrong'
  code: 'malformed_json' | 'invalid_request' | 'unauthorized'
  message: string
  ref: string | null
}

export type FrameDecision =
  | { kind: 'authenticate'; frame: AuthFrame }
  | { kind: 'refresh'; frame: AuthFrame }
  | { kind: 'command'; frame: CommandFrame }
  | WrongFrame
  | { kind: 'ignore' }

/** Decides what one message of the client means where the session stands. */
export function decideFrame(state: SessionState['kind'], text: string): FrameDecision {
  if (state === 'closed') return { kind: 'ignore' }
  const reading = readClientFrame(text)
  if (reading.kind === 'wrong') return reading
  const { frame } = reading
  const authenticated = state === 'live' || state === 'catching_up'
  if (frame.type === 'auth') return { kind: authenticated ? 'refresh' : 'authenticate', frame }
  if (authenticated) return { kind: 'command', frame }
  return {
    kind: 'wrong',
    code: 'unauthorized',
    message: `unable to accept ${frame.type}; authenticate first`,
    ref: frame.type,
  }
}

export interface Refusal {
  code: 'unauthorized' | 'token_expired' | 'forbidden' | 'invalid_request' | 'internal_error'
  message: string
  closeCode: number
}

/** Whether an auth frame can be served at all, before its token is looked at. */
export function refuseProtocol(frame: Pick<AuthFrame, 'protocol'>): Refusal | null {
  if (frame.protocol === undefined || frame.protocol === PROTOCOL_VERSION) return null
  return {
    code: 'invalid_request',
    message: `unable to authenticate; protocol ${frame.protocol} is not spoken here, ${PROTOCOL_VERSION} is`,
    closeCode: closeCodes.unsupported_protocol,
  }
}

/** Whether a valid token may be used on this socket; `current` is whose socket it already is. */
export function refusePrincipal(
  frame: Pick<AuthFrame, 'user_id'>,
  principal: Principal,
  current: Principal | null,
): Refusal | null {
  const claimed = frame.user_id === undefined || frame.user_id === principal.user_id
  const same = current === null || (current.user_id === principal.user_id && current.tenant_id === principal.tenant_id)
  if (claimed && same) return null
  const fault = claimed ? 'a socket keeps its user and tenant' : 'user_id is not the subject of the token'
  return { code: 'forbidden', message: `unable to authenticate; ${fault}`, closeCode: closeCodes.forbidden }
}

/** What a failed verification of a token means for the socket. */
export function refuseError(error: unknown): Refusal {
  if (isServerError(error, 'token_expired') || isServerError(error, 'unauthorized')) {
    const code = error.code === 'token_expired' ? 'token_expired' : 'unauthorized'
    return { code, message: error.message, closeCode: closeCodes.unauthorized }
  }
  if (isServerError(error, 'forbidden')) {
    return { code: 'forbidden', message: error.message, closeCode: closeCodes.forbidden }
  }
  // The token may be fine: the client is to try again, not to throw it away.
  const message = 'unable to authenticate; something went wrong on our side'
  return { code: 'internal_error', message, closeCode: closeCodes.internal_error }
}

/** Where the frames of a new session begin. */
export interface Start {
  position: number
  resumed: boolean
  reset: ResetReason | null
}

export function decideStart(resume: string | undefined, bounds: CursorBounds): Start {
  if (resume === undefined) return { position: bounds.head, resumed: false, reset: null }
  const reading = readCursor(resume, bounds)
  if (reading.kind === 'position') return { position: reading.position, resumed: true, reset: null }
  return { position: bounds.head, resumed: false, reset: reading.reason }
}

/** When to warn of a token's end, in milliseconds since 1970: a minute before, or at half of a shorter life. */
export function warningTime(expiresAt: number, nowMs: number, leadMs: number): number {
  return expiresAt - Math.min(leadMs, Math.max(expiresAt - nowMs, 0) / 2)
}

const MAX_REF_LENGTH = 64
const frameType = z.object({ type: z.string() })

function readClientFrame(text: string): { kind: 'frame'; frame: ClientFrame } | WrongFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'wrong', code: 'malformed_json', message: 'unable to read frame; not valid JSON', ref: null }
  }
  const parsed = clientFrame.safeParse(value)
  if (parsed.success) return { kind: 'frame', frame: parsed.data }
  const type = frameType.safeParse(value)
  const ref = type.success ? type.data.type.slice(0, MAX_REF_LENGTH) : null
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  const fault = path === '' || path === 'type' ? 'not a frame that a client may send' : `${path} is missing or wrong`
  return { kind: 'wrong', code: 'invalid_request', message: `unable to read frame; ${fault}`, ref }
}

import type { AuthFrame } from '@pytake/protocol'
import type { VerifyToken } from '../domain/authentication'
import type { Inbox } from '../domain/inbox'
import type { Principal } from '../domain/principal'
import type { Audience } from './audience'
import { decideStart, refuseError, refusePrincipal, refuseProtocol, type Refusal, type Start } from './session-machine'

export type Verdict =
  | { kind: 'accepted'; principal: Principal }
  /** `error` is what went wrong on our side; undefined where the client is at fault. */
  | { kind: 'refused'; refusal: Refusal; error?: unknown }

/** Judges an auth frame; `current` is whose socket it already is. Never rejects. */
export async function judgeAuthFrame(
  frame: AuthFrame,
  current: Principal | null,
  verifyToken: VerifyToken,
): Promise<Verdict> {
  const refusal = refuseProtocol(frame)
  if (refusal !== null) return { kind: 'refused', refusal }
  try {
    const principal = await verifyToken(frame.token)
    const mismatch = refusePrincipal(frame, principal, current)
    return mismatch === null ? { kind: 'accepted', principal } : { kind: 'refused', refusal: mismatch }
  } catch (error) {
    const refused = refuseError(error)
    return refused.code === 'internal_error'
      ? { kind: 'refused', refusal: refused, error }
      : { kind: 'refused', refusal: refused }
  }
}

/** Finds where the frames of a session begin. */
export async function locateStart(
  inbox: Pick<Inbox, 'agents' | 'log'>,
  audience: Audience,
  resume: string | undefined,
): Promise<Start> {
  const { principal } = audience
  const { access_changed_at } = await inbox.agents.seen(principal)
  const oldest = resume === undefined ? 0 : await inbox.log.oldest(principal.tenant_id)
  // Last of all: a head read earlier could lie below a cursor that is right.
  const head = await inbox.log.head(principal.tenant_id)
  return decideStart(resume, {
    epoch: inbox.log.epoch(),
    principalHash: audience.hash,
    head,
    oldest,
    accessChangedAt: access_changed_at,
  })
}

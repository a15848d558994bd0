import type { ServerEnv } from '../env'
import { ServerError } from './errors'
import type { Inbox } from './inbox'
import type { Authenticate, Principal, RevokedUser } from './principal'

/** Turns a token into a principal that is valid now; throws `unauthorized` or `token_expired`. */
export type VerifyToken = (token: string) => Promise<Principal>

/** Longest token read, in characters; a header of node holds no more than 16 KiB altogether. */
export const MAX_TOKEN_LENGTH = 8192
/** Users remembered as already introduced to the inbox. */
const MAX_SEEN = 10_000
/** How long another node's revocation may go unnoticed here. */
const REVOCATION_CHECK_MS = 2_000

interface Seen {
  /** As what they were introduced last. */
  identity: string
  revokedAt: number | null
  checkedAt: number
}

/**
 * Wraps the host's `authenticate` with what HTTP and the gateway need alike: bounds, expiry by our clock, revocation,
 * and the team's memory of who was seen.
 */
export function createTokenVerifier(options: {
  authenticate: Authenticate
  agents: Pick<Inbox['agents'], 'seen' | 'onRevoked'>
  env: Pick<ServerEnv, 'now'>
}): VerifyToken {
  const { authenticate, agents, env } = options
  const seenUsers = new Map<string, Seen>()
  agents.onRevoked((user) => void seenUsers.delete(keyOf(user)))

  async function introduce(principal: Principal): Promise<Seen> {
    const key = keyOf(principal)
    const identity = JSON.stringify([principal.role, principal.name])
    const known = seenUsers.get(key)
    if (known?.identity === identity && env.now() - known.checkedAt < REVOCATION_CHECK_MS) return known
    const checkedAt = env.now()
    const { revoked_at } = await agents.seen(principal)
    const seen = { identity, revokedAt: revoked_at, checkedAt }
    // Forgetting everybody costs one cheap repetition each; keeping an order of use would cost more.
    if (seenUsers.size >= MAX_SEEN) seenUsers.clear()
    seenUsers.set(key, seen)
    return seen
  }

  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw new ServerError('unauthorized', 'unable to authenticate; token too long')
    const principal = await authenticate(token)
    if (principal === null) throw new ServerError('unauthorized', 'unable to authenticate; token is not valid')
    if (principal.expires_at !== null && principal.expires_at <= env.now()) {
      throw new ServerError('token_expired', 'unable to authenticate; token has expired')
    }
    const { revokedAt } = await introduce(principal)
    if (revokedAt !== null && principal.issued_at !== undefined && principal.issued_at <= revokedAt) throw revoked()
    return principal
  }
}

const keyOf = ({ tenant_id, user_id }: RevokedUser): string => JSON.stringify([tenant_id, user_id])

export const revoked = () => new ServerError('unauthorized', 'unable to authenticate; the access was revoked')

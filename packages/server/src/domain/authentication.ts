import type { ServerEnv } from '../env'
import { ServerError } from './errors'
import type { Inbox } from './inbox'
import type { Authenticate, Principal } from './principal'

/** Turns a token into a principal that is valid now; throws `unauthorized` or `token_expired`. */
export type VerifyToken = (token: string) => Promise<Principal>

/** Longest token read, in characters; a header of node holds no more than 16 KiB altogether. */
export const MAX_TOKEN_LENGTH = 8192
/** Users remembered as already introduced to the inbox. */
const MAX_SEEN = 10_000

/**
 * Wraps the host's `authenticate` with what HTTP and the gateway need alike: bounds, expiry by our clock, and the
 * team's memory of who was seen.
 */
export function createTokenVerifier(options: {
  authenticate: Authenticate
  agents: Pick<Inbox['agents'], 'seen'>
  env: Pick<ServerEnv, 'now'>
}): VerifyToken {
  const { authenticate, agents, env } = options
  /** By user, as what they were introduced last. */
  const seen = new Map<string, string>()
  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw new ServerError('unauthorized', 'unable to authenticate; token too long')
    const principal = await authenticate(token)
    if (principal === null) throw new ServerError('unauthorized', 'unable to authenticate; token is not valid')
    if (principal.expires_at !== null && principal.expires_at <= env.now()) {
      throw new ServerError('token_expired', 'unable to authenticate; token has expired')
    }
    const user = JSON.stringify([principal.tenant_id, principal.user_id])
    const identity = JSON.stringify([principal.role, principal.name])
    if (seen.get(user) !== identity) {
      await agents.seen(principal)
      // Forgetting everybody costs one cheap repetition each; keeping an order of use would cost more.
      if (seen.size >= MAX_SEEN) seen.clear()
      seen.set(user, identity)
    }
    return principal
  }
}

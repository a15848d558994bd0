import { Refusal } from './fake-refusal'

/** Who speaks, as a token says. */
export interface FakePrincipal {
  user_id: string
  tenant_id: string
  role: 'agent' | 'admin'
  name: string | null
  /** Milliseconds since 1970; null for a token that never expires. */
  expiresAtMs: number | null
}

/** What a test says of the owner of a token; the rest is one agent of one team. */
export interface TokenClaims {
  userId?: string
  tenantId?: string
  role?: 'agent' | 'admin'
  name?: string
  /** How long the token lives from now, negative for one that has expired. Without it, for ever. */
  lifeMs?: number
}

/** Tokens a fake server has given out, and whose they are. */
export class FakePrincipals {
  readonly #issued = new Map<string, FakePrincipal>()
  readonly #revoked = new Set<string>()
  readonly #now: () => number
  /** True refuses tokens that were not issued here; else they are the one agent's. */
  isStrict = false
  /** Life of the tokens of the one agent; null for ever. */
  tokenLifeMs: number | null = null
  /** Whose tokens those are that were not issued here. */
  oneAgent = { id: 'agent-1', tenant_id: 'tenant-1' }

  constructor(now: () => number) {
    this.#now = now
  }

  issue({
    userId = 'agent-1',
    tenantId = 'tenant-1',
    role = 'agent',
    name = userId,
    lifeMs,
  }: TokenClaims = {}): string {
    const token = `token-${this.#issued.size + 1}-${userId}`
    const expiresAtMs = lifeMs === undefined ? null : this.#now() + lifeMs
    this.#issued.set(token, { user_id: userId, tenant_id: tenantId, role, name, expiresAtMs })
    return token
  }

  /** Ends tokens before their time, one or all of a user, and gives back which. */
  revoke(tokenOrUserId: string): string[] {
    const ended = [...this.#issued]
      .filter(([token, { user_id }]) => token === tokenOrUserId || user_id === tokenOrUserId)
      .map(([token]) => token)
    for (const token of ended) this.#revoked.add(token)
    return ended
  }

  isRevoked(token: string): boolean {
    return this.#revoked.has(token)
  }

  /** @throws Refusal `unauthorized` or `token_expired` */
  authenticate(token: string): FakePrincipal {
    const issued = this.#issued.get(token) ?? (this.isStrict ? undefined : this.#oneAgentBy(token))
    if (issued === undefined || this.#revoked.has(token)) throw new Refusal('unauthorized')
    if (issued.expiresAtMs !== null && issued.expiresAtMs <= this.#now()) throw new Refusal('token_expired')
    return issued
  }

  #oneAgentBy(token: string): FakePrincipal {
    const expiresAtMs = this.tokenLifeMs === null ? null : this.#now() + this.tokenLifeMs
    const { id: user_id, tenant_id } = this.oneAgent
    return { user_id, tenant_id, role: 'agent', name: token, expiresAtMs }
  }
}

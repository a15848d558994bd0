/** Who is calling, as the host application's `authenticate` tells. Tenant and user need no registration. */
export interface Principal {
  user_id: string
  tenant_id: string
  role: 'agent' | 'admin'
  name: string | null
  /** Milliseconds since 1970; sockets end then unless refreshed. Null never expires. */
  expires_at: number | null
  /** When the token was made, milliseconds since 1970: a later revocation refuses it. Absent: `authenticate` alone decides. */
  issued_at?: number
}

/** Whose access is taken away. */
export interface RevokedUser {
  tenant_id: string
  user_id: string
}

/**
 * Turns a bearer token into a principal. Null means "not valid"; throw `ServerError('token_expired', …)` where the
 * difference is known, since it tells the client to refresh.
 */
export type Authenticate = (token: string) => Promise<Principal | null> | Principal | null

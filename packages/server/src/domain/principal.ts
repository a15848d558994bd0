/** Who is calling, as the host application's `authenticate` tells. Tenant and user need no registration. */
export interface Principal {
  user_id: string
  tenant_id: string
  role: 'agent' | 'admin'
  name: string | null
  /** Milliseconds since 1970; sockets end then unless refreshed. Null never expires. */
  expires_at: number | null
}

/**
 * Turns a bearer token into a principal. Null means "not valid"; throw `ServerError('token_expired', …)` where the
 * difference is known, since it tells the client to refresh.
 */
export type Authenticate = (token: string) => Promise<Principal | null> | Principal | null

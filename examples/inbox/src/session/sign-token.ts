import 'server-only'
import { SignJWT } from 'jose'
import type { DemoAgent } from './demo-agents'

/** Short on purpose: the client renews it in place, and the demo shows that every quarter of an hour. */
const LIFETIME = '15m'

/** Signs the token with which the browser speaks to the PyTake server; the server knows the same secret. */
export function signToken(agent: DemoAgent, tenantId: string, secret: string): Promise<string> {
  return new SignJWT({ tenant_id: tenantId, role: agent.role, name: agent.name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(agent.id)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(new TextEncoder().encode(secret))
}

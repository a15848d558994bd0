import type { VerifyToken } from '../domain/authentication'
import { ServerError } from '../domain/errors'
import type { Principal } from '../domain/principal'

/** Reads `Authorization: Bearer <token>` (RFC 6750; the scheme in any case) and verifies the token. */
export async function authenticateBearer(request: Request, verifyToken: VerifyToken): Promise<Principal> {
  const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1]
  if (token === undefined) {
    throw new ServerError('unauthorized', 'unable to authenticate; send Authorization: Bearer <token>')
  }
  return verifyToken(token)
}

const BEARER = /^bearer +([\w.~+/=-]+) *$/i

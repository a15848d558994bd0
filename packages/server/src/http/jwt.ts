import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import * as z from 'zod/mini'
import { ServerError } from '../domain/errors'
import type { Authenticate, Principal } from '../domain/principal'
import { nodeEnv, type ServerEnv } from '../env'

export type JwtOptions = JwtKey & {
  /** Where given, `iss` must be it. */
  issuer?: string | undefined
  /** Where given, `aud` must hold it. */
  audience?: string | undefined
  /** Clock and network; the real ones by default. */
  env?: Pick<ServerEnv, 'now' | 'fetch'> | undefined
}

/** Either a shared secret of at least 32 bytes (HS256), or the address of a key set (RS256). Never both. */
export type JwtKey = { secret: string | undefined; jwksUrl?: undefined } | { jwksUrl: string; secret?: undefined }

/** RFC 7518 3.2: the key of HS256 is at least as long as its hash. */
export const MIN_JWT_SECRET_BYTES = 32

/** Clocks of two machines are seldom equal. */
const CLOCK_TOLERANCE_SECONDS = 5

/**
 * Authenticates by JSON Web Tokens with the claims `sub`, `tenant_id`, `role` (`agent` unless `admin`), `name`, `exp`.
 * The algorithm follows from the key and never from the token, which rules out `none` and HS/RS confusion.
 * Throws `invalid_configuration` for a missing or short secret.
 *
 * @example
 * createInboxServer({ authenticate: jwt({ secret: process.env.JWT_SECRET }) })
 */
export function jwt(options: JwtOptions): Authenticate {
  const env = options.env ?? nodeEnv
  const verify = options.jwksUrl === undefined ? sharedSecret(options.secret) : remoteKeys(options.jwksUrl, env)
  return async (token) => {
    try {
      const { payload } = await verify(token, {
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(env.now()),
        ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
        ...(options.audience === undefined ? {} : { audience: options.audience }),
      })
      return principalOf(payload)
    } catch (error) {
      return refusal(error)
    }
  }
}

type Verify = (token: string, checks: Parameters<typeof jwtVerify>[2]) => Promise<{ payload: JWTPayload }>

function sharedSecret(secret: string | undefined): Verify {
  const key = new TextEncoder().encode(secret ?? '')
  if (key.byteLength < MIN_JWT_SECRET_BYTES) {
    const found = secret === undefined || secret === '' ? 'it is missing' : `it has ${key.byteLength}`
    throw new ServerError(
      'invalid_configuration',
      `unable to verify tokens; the JWT secret needs at least ${MIN_JWT_SECRET_BYTES} bytes, ${found}`,
    )
  }
  return (token, checks) => jwtVerify(token, key, { ...checks, algorithms: ['HS256'] })
}

function remoteKeys(jwksUrl: string, env: Pick<ServerEnv, 'fetch'>): Verify {
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(jwksUrl), {
    [customFetch]: (url, init) => env.fetch(new Request(url, init)),
  })
  return (token, checks) => jwtVerify(token, keys, { ...checks, algorithms: ['RS256'] })
}

const claims = z.object({
  sub: z.string().check(z.minLength(1), z.maxLength(256)),
  tenant_id: z.string().check(z.minLength(1), z.maxLength(256)),
  role: z._default(z.enum(['agent', 'admin']), 'agent'),
  name: z.optional(z.nullable(z.string().check(z.maxLength(200)))),
  exp: z.optional(z.number()),
  iat: z.optional(z.number()),
})

function principalOf(payload: JWTPayload): Principal | null {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) return null
  const { sub, tenant_id, role, name, exp, iat = 0 } = parsed.data
  return {
    user_id: sub,
    tenant_id,
    role,
    name: name ?? null,
    // The same tolerance as at the door: a session must not be cut before a fresh request would be refused.
    expires_at: exp === undefined ? null : (exp + CLOCK_TOLERANCE_SECONDS) * 1000,
    // A token that does not say when it was made counts as older than any revocation.
    issued_at: iat * 1000,
  }
}

/** Null for every token that is simply wrong; an unreachable or broken key set is our trouble, not the caller's. */
function refusal(error: unknown): null {
  if (error instanceof errors.JWTExpired) {
    throw new ServerError('token_expired', 'unable to authenticate; token has expired', { cause: error })
  }
  if (error instanceof errors.JOSEError && !KEY_SET_TROUBLES.has(error.code)) return null
  throw new ServerError('service_unavailable', 'unable to authenticate; the key set is not readable', {
    retryAfterSeconds: 5,
    cause: error,
  })
}

/** jose's generic code stands for an answer of the key set that is no 200 or no JSON. */
const KEY_SET_TROUBLES: ReadonlySet<string> = new Set([
  errors.JOSEError.code,
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
  errors.JWKInvalid.code,
])

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { jwt } from './jwt'
import { createClock } from './testing/harness'

const SECRET = 'a secret that has at least 32 bytes'
const key = new TextEncoder().encode(SECRET)
const { env } = createClock()
const nowSeconds = env.now() / 1000

const claims = { sub: 'ana', tenant_id: 'acme', name: 'Ana', exp: nowSeconds + 900 }
const sign = (payload: Record<string, unknown>, secret = key) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(secret)

/** A key set behind the injected network. */
async function rsaKeySet() {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(pair.publicKey)
  const keys = { keys: [{ ...jwk, kid: 'k1', alg: 'RS256', use: 'sig' }] }
  const authenticate = jwt({
    jwksUrl: 'https://login.test/keys',
    env: { now: env.now, fetch: async () => Response.json(keys) },
  })
  const signRs = (payload: Record<string, unknown>) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(pair.privateKey)
  return { authenticate, signRs, modulus: new TextEncoder().encode(jwk.n) }
}

test('the claims become the principal', async () => {
  const authenticate = jwt({ secret: SECRET, env })
  expect(await authenticate(await sign({ ...claims, role: 'admin', iat: claims.exp - 900 }))).toEqual({
    user_id: 'ana',
    tenant_id: 'acme',
    role: 'admin',
    name: 'Ana',
    expires_at: (claims.exp + 5) * 1000,
    issued_at: (claims.exp - 900) * 1000,
  })
})

test('role, name and expiry are optional', async () => {
  const authenticate = jwt({ secret: SECRET, env })
  expect(await authenticate(await sign({ sub: 'ana', tenant_id: 'acme' }))).toEqual({
    user_id: 'ana',
    tenant_id: 'acme',
    role: 'agent',
    name: null,
    expires_at: null,
    issued_at: 0,
  })
})

test.each([
  ['without a subject', { tenant_id: 'acme' }],
  ['without a tenant', { sub: 'ana' }],
  ['with a tenant that is no text', { ...claims, tenant_id: 7 }],
  ['with an unknown role', { ...claims, role: 'root' }],
  ['that is not valid yet', { ...claims, nbf: nowSeconds + 60 }],
])('a token %s is not valid', async (_, payload) => {
  expect(await jwt({ secret: SECRET, env })(await sign(payload))).toBeNull()
})

test('an expired token says so, so that the client refreshes', async () => {
  const token = await sign({ ...claims, exp: nowSeconds - 10 })
  await expect(jwt({ secret: SECRET, env })(token)).rejects.toMatchObject({ code: 'token_expired' })
})

test('a few seconds between two clocks are forgiven', async () => {
  expect(await jwt({ secret: SECRET, env })(await sign({ ...claims, exp: nowSeconds - 3 }))).not.toBeNull()
})

test('a token signed by another secret, or by nobody, is not valid', async () => {
  const authenticate = jwt({ secret: SECRET, env })
  expect(
    await authenticate(await sign(claims, new TextEncoder().encode('another secret of at least 32 bytes'))),
  ).toBeNull()
  expect(await authenticate(new UnsecuredJWT(claims).encode())).toBeNull()
  for (const junk of ['', 'junk', 'a.b.c', `${await sign(claims)}x`]) expect(await authenticate(junk)).toBeNull()
})

test('another algorithm of the same family is not taken', async () => {
  const hs512 = await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(new Uint8Array(64).fill(1))
  expect(await jwt({ secret: SECRET, env })(hs512)).toBeNull()
})

test('a key set verifies RS256', async () => {
  const { authenticate, signRs } = await rsaKeySet()
  expect(await authenticate(await signRs(claims))).toMatchObject({ user_id: 'ana' })
})

test('a public key does not pass as a shared secret', async () => {
  const { authenticate, modulus } = await rsaKeySet()
  const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(modulus)
  expect(await authenticate(forged)).toBeNull()
  expect(await authenticate(new UnsecuredJWT(claims).encode())).toBeNull()
})

test('issuer and audience are checked where they are configured', async () => {
  const authenticate = jwt({ secret: SECRET, issuer: 'login', audience: 'inbox', env })
  expect(await authenticate(await sign({ ...claims, iss: 'login', aud: ['inbox', 'crm'] }))).not.toBeNull()
  expect(await authenticate(await sign({ ...claims, iss: 'login', aud: 'crm' }))).toBeNull()
  expect(await authenticate(await sign({ ...claims, iss: 'other', aud: 'inbox' }))).toBeNull()
  expect(await authenticate(await sign(claims))).toBeNull()
})

test.each([
  ['unreachable', async () => Promise.reject(new TypeError('fetch failed'))],
  ['answering 500', async () => new Response('', { status: 500 })],
  ['no key set', async () => Response.json({ hello: 'world' })],
])('a key set that is %s is our trouble and not the token', async (_, fetch) => {
  const { signRs } = await rsaKeySet()
  const authenticate = jwt({ jwksUrl: 'https://login.test/keys', env: { now: env.now, fetch } })
  await expect(authenticate(await signRs(claims))).rejects.toMatchObject({ code: 'service_unavailable' })
})

test('a secret that is missing or short is refused at once, without showing it', () => {
  for (const secret of [undefined, '', 'short secret']) {
    expect(() => jwt({ secret, env })).toThrow(
      expect.objectContaining({ code: 'invalid_configuration', message: expect.stringMatching(/at least 32 bytes/) }),
    )
  }
  expect(() => jwt({ secret: 'short secret', env })).not.toThrow(/short secret/)
})

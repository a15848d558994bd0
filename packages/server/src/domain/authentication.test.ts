import { expect, test } from 'vitest'
import { createTokenVerifier, MAX_TOKEN_LENGTH } from './authentication'
import type { Authenticate, Principal, RevokedUser } from './principal'

const ana: Principal = { user_id: 'ana', tenant_id: 'acme', role: 'agent', name: 'Ana', expires_at: null }

function verifier(authenticate: Authenticate) {
  const clock: { now: number; revokedAt: number | null } = { now: 1000, revokedAt: null }
  const listeners: ((user: RevokedUser) => void)[] = []
  const seen: Principal[] = []
  const agents = {
    seen: async (principal: Principal) => {
      seen.push(principal)
      return { access_changed_at: 0, revoked_at: clock.revokedAt }
    },
    onRevoked: (listener: (user: RevokedUser) => void) => {
      listeners.push(listener)
      return () => undefined
    },
  }
  const verify = createTokenVerifier({ authenticate, agents, env: { now: () => clock.now } })
  return { verify, seen, clock, tell: (user: RevokedUser) => listeners.forEach((listener) => listener(user)) }
}

test('a principal is introduced to the team once, and again with each change, also back', async () => {
  let principal = ana
  const { verify, seen } = verifier(() => principal)
  await verify('token')
  await verify('token')
  principal = { ...ana, role: 'admin' }
  await verify('token')
  principal = ana
  await verify('token')
  expect(seen).toEqual([ana, { ...ana, role: 'admin' }, ana])
})

test('an introduction that failed is made again', async () => {
  let attempts = 0
  const agents = {
    seen: async () => {
      attempts += 1
      if (attempts === 1) throw new Error('disk full')
      return { access_changed_at: 0, revoked_at: null }
    },
    onRevoked: () => () => undefined,
  }
  const verify = createTokenVerifier({ authenticate: () => ana, agents, env: { now: () => 0 } })
  await expect(verify('token')).rejects.toThrow('disk full')
  expect(await verify('token')).toEqual(ana)
  expect(attempts).toBe(2)
})

test('a principal ends at its expiry by our clock, whatever the host remembers', async () => {
  const { verify, clock } = verifier(() => ({ ...ana, expires_at: 2000 }))
  expect(await verify('token')).toMatchObject({ user_id: 'ana' })
  clock.now = 2000
  await expect(verify('token')).rejects.toMatchObject({ code: 'token_expired' })
})

test('a token that the host does not know, or of absurd length, is not valid', async () => {
  let asked = 0
  const { verify, seen } = verifier(() => {
    asked += 1
    return null
  })
  await expect(verify('token')).rejects.toMatchObject({ code: 'unauthorized' })
  await expect(verify('x'.repeat(MAX_TOKEN_LENGTH + 1))).rejects.toMatchObject({ code: 'unauthorized' })
  expect([asked, seen]).toEqual([1, []])
})

test('a token made before a revocation is refused, at once on this node and soon on another', async () => {
  const { verify, clock, tell } = verifier((token) => ({ ...ana, issued_at: Number(token) }))
  await verify('900')
  clock.revokedAt = 1000
  await expect(verify('900')).resolves.toMatchObject({ user_id: 'ana' })
  clock.now += 2_000
  await expect(verify('900')).rejects.toMatchObject({ code: 'unauthorized' })
  await expect(verify('1001')).resolves.toMatchObject({ user_id: 'ana' })
  clock.revokedAt = 3000
  tell({ tenant_id: 'acme', user_id: 'ana' })
  await expect(verify('1001')).rejects.toMatchObject({ code: 'unauthorized' })
})

test('where the host judges each token itself, a revocation does not overrule it', async () => {
  const { verify, clock } = verifier(() => ana)
  clock.revokedAt = 5000
  await expect(verify('token')).resolves.toEqual(ana)
})

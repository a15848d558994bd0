import { expect, test } from 'vitest'
import { createTokenVerifier, MAX_TOKEN_LENGTH } from './authentication'
import type { Authenticate, Principal } from './principal'

const ana: Principal = { user_id: 'ana', tenant_id: 'acme', role: 'agent', name: 'Ana', expires_at: null }

function verifier(authenticate: Authenticate) {
  const clock = { now: 1000 }
  const seen: Principal[] = []
  const agents = {
    seen: async (principal: Principal) => {
      seen.push(principal)
      return { access_changed_at: 0 }
    },
  }
  return { verify: createTokenVerifier({ authenticate, agents, env: { now: () => clock.now } }), seen, clock }
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
      return { access_changed_at: 0 }
    },
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

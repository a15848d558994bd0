import { expect, test } from 'vitest'
import { agentOf, openTestInbox, TENANT } from '../testing/test-inbox'

test('whoever is seen is a member of the team, by tenant and user', async () => {
  const { inbox } = await openTestInbox()
  await inbox.agents.seen(agentOf(TENANT, 'agent', 'ana'))
  await inbox.agents.seen({ ...agentOf(TENANT, 'agent', 'ana'), name: 'Ana Maria' })
  await inbox.agents.seen(agentOf('globex', 'agent', 'zoe'))
  expect((await inbox.agents.list(agentOf(TENANT))).items).toEqual([
    { user_id: 'ana', name: 'Ana Maria', role: 'agent' },
  ])
})

test('only a change of role changes access, at the head of the log', async () => {
  const core = await openTestInbox()
  await core.customerWrites('wamid.1')
  const ana = agentOf(TENANT, 'agent', 'ana')
  expect(await core.inbox.agents.seen(ana)).toEqual({ access_changed_at: 0, revoked_at: null })
  expect(await core.inbox.agents.seen({ ...ana, name: 'Ana Maria' })).toEqual({
    access_changed_at: 0,
    revoked_at: null,
  })
  expect(await core.inbox.agents.seen({ ...ana, role: 'admin' })).toEqual({ access_changed_at: 3, revoked_at: null })
  expect(await core.inbox.agents.seen({ ...ana, role: 'admin' })).toEqual({ access_changed_at: 3, revoked_at: null })
})

test('a revocation is remembered and told, also of somebody never seen', async () => {
  const { inbox, env } = await openTestInbox()
  const told: string[] = []
  inbox.agents.onRevoked(({ user_id }) => void told.push(user_id))
  const at = env.now()
  await inbox.agents.revoke({ tenant_id: TENANT, user_id: 'ana' })
  env.jump(1)
  await inbox.agents.revoke({ tenant_id: TENANT, user_id: 'bia' })
  expect(await inbox.agents.seen(agentOf(TENANT))).toMatchObject({ revoked_at: at })
  expect(await inbox.agents.seen(agentOf('globex'))).toMatchObject({ revoked_at: null })
  expect(await inbox.agents.revokedSince(TENANT, at + 1)).toEqual([{ user_id: 'bia', revoked_at: at + 1 }])
  expect(told).toEqual(['ana', 'bia'])
})

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
  expect(await core.inbox.agents.seen(ana)).toEqual({ access_changed_at: 0 })
  expect(await core.inbox.agents.seen({ ...ana, name: 'Ana Maria' })).toEqual({ access_changed_at: 0 })
  expect(await core.inbox.agents.seen({ ...ana, role: 'admin' })).toEqual({ access_changed_at: 3 })
  expect(await core.inbox.agents.seen({ ...ana, role: 'admin' })).toEqual({ access_changed_at: 3 })
})

import { expect, test } from 'vitest'
import { agent, agentOf, listQuery, openTestInbox, sendBody, TENANT } from '../testing/test-inbox'
import type { Policy } from './policy'

/** Admins see all; agents see what is theirs or nobody's. */
const ownOnly: Policy = {
  seesWholeTenant: (principal) => principal.role === 'admin',
  canSee: (principal, { assignee_id }) => assignee_id === null || assignee_id === principal.user_id,
}
const admin = agentOf(TENANT, 'admin', 'chefe')
const bia = agentOf(TENANT, 'agent', 'bia')

/** Six conversations; every second one belongs to Bia. */
async function openShared() {
  const core = await openTestInbox({ policy: ownOnly })
  const ids: string[] = []
  for (let index = 0; index < 6; index += 1) {
    core.env.jump(1_000)
    const address = `551199999000${index}`
    const contact = { address, name: `Person ${index}`, phone: `+${address}` }
    await core.receive({
      kind: 'message',
      external_id: `wamid.${index}`,
      provider_time: null,
      contact,
      message: { content: 'Oi', message_type: 'text', metadata: {} },
      media: null,
      reply_to_external_id: null,
    })
    const [newest] = (await core.inbox.conversations.list(admin, listQuery())).items
    if (newest === undefined) throw new Error('nothing was received')
    ids.push(newest.id)
    if (index % 2 === 1) await core.inbox.conversations.update(admin, newest.id, { assignee_id: 'bia' })
  }
  return { ...core, ids }
}

test('lists and counts hold what the policy lets somebody see', async () => {
  const { inbox, ids } = await openShared()
  const seen = async (query = {}) => {
    const { items, next } = await inbox.conversations.list(agent, listQuery(query))
    return { ids: items.map((conversation) => ids.indexOf(conversation.id)), next }
  }
  expect(await seen()).toEqual({ ids: [4, 2, 0], next: null })
  const first = await seen({ limit: 2 })
  expect(first.ids).toEqual([4, 2])
  expect(await seen({ limit: 2, cursor: first.next })).toEqual({ ids: [0], next: null })
  expect((await seen({ limit: 1, offset: 2 })).ids).toEqual([0])
  expect(await inbox.conversations.counts(agent)).toMatchObject({ all: 3, waiting: 3, assigned: 0, unread: 3 })
  expect(await inbox.conversations.counts(bia)).toMatchObject({ all: 6, waiting: 3, assigned: 3, unread: 6 })
  expect(await inbox.conversations.counts(admin)).toMatchObject({ all: 6 })
})

test('what may not be seen is not found, whatever is asked of it', async () => {
  const { inbox, ids } = await openShared()
  const id = ids[1] ?? ''
  const [message] = (await inbox.messages.list(bia, id, listQuery())).items
  for (const call of [
    inbox.conversations.get(agent, id),
    inbox.conversations.update(agent, id, { assignee_id: 'ana' }),
    inbox.conversations.markRead(agent, id, {}),
    inbox.messages.list(agent, id, listQuery()),
    inbox.messages.send(agent, id, sendBody()),
    inbox.messages.remove(agent, message?.id ?? ''),
    inbox.agentTyping(agent, id, true, 'connection'),
  ]) {
    await expect(call).rejects.toMatchObject({ code: 'not_found' })
  }
})

test('an event is seen by those who may see its conversation', async () => {
  const { inbox, log, ids } = await openShared()
  const events = await log()
  const visible = async (principal: typeof agent) => {
    const views = await Promise.all(events.map((event) => inbox.log.view(principal, event)))
    return views.filter((view) => view !== null)
  }
  expect(await visible(admin)).toEqual(events)
  expect(await visible(bia)).toEqual(events)
  const received = (await visible(agent)).filter((event) => event.type === 'message_received')
  expect(received.map((event) => ids.indexOf(event.conversation_id ?? ''))).toEqual([0, 2, 4])
  expect(await visible(agentOf('globex', 'admin'))).toEqual([])
})

test('an event of a deleted conversation is judged by what the conversation was', async () => {
  const { inbox, log, ids } = await openShared()
  await inbox.conversations.remove(admin, ids[0] ?? '')
  await inbox.conversations.remove(admin, ids[1] ?? '')
  const [free, owned] = (await log()).slice(-2)
  if (free === undefined || owned === undefined) throw new Error('no events')
  expect([await inbox.log.view(agent, free), await inbox.log.view(agent, owned)]).toEqual([free, null])
  expect([await inbox.log.view(bia, free), await inbox.log.view(bia, owned)]).toEqual([free, owned])
})

test('an event that takes a conversation away is its removal, once, for those who lose it', async () => {
  const { inbox, log, ids } = await openShared()
  const id = ids[0] ?? ''
  await inbox.conversations.update(admin, id, { assignee_id: 'bia' })
  await inbox.conversations.update(bia, id, { labels: ['vip'] })
  const [lost, after] = (await log()).slice(-2)
  if (lost === undefined || after === undefined) throw new Error('no events')
  const { contact_id } = await inbox.conversations.get(bia, id)
  expect(await inbox.log.view(agent, lost)).toEqual({
    ...lost,
    type: 'conversation_deleted',
    data: { conversation_id: id, contact_id, version: lost.seq },
  })
  expect(await inbox.log.view(agent, after)).toBeNull()
  expect([await inbox.log.view(bia, lost), await inbox.log.view(bia, after)]).toEqual([lost, after])
})

test('an event that gives a conversation brings all of it', async () => {
  const { inbox, log, ids } = await openShared()
  const id = ids[1] ?? ''
  await inbox.conversations.update(admin, id, { assignee_id: 'ana' })
  const gained = (await log()).at(-1)
  expect(gained && (await inbox.log.view(agent, gained))).toEqual(gained)
  expect(gained?.data).toEqual(await inbox.conversations.get(agent, id))
})

import { expect, test } from 'vitest'
import { admin, agent, agentOf, listQuery, openTestInbox, textItem } from '../testing/test-inbox'

const PHONE = '+5511999990001'

test('creating a contact with a known phone finds it', async () => {
  const { inbox, log } = await openTestInbox()
  const first = await inbox.contacts.create(agent, { name: 'Ana', phone: PHONE })
  expect(first).toMatchObject({ created: true, item: { name: 'Ana', phone: PHONE, metadata: {}, version: 1 } })
  expect(await inbox.contacts.create(agent, { name: 'Other', phone: PHONE })).toEqual({ ...first, created: false })
  expect(await log()).toHaveLength(1)
})

test('creating a contact finds the one who has already written', async () => {
  const core = await openTestInbox()
  const { contact_id } = await core.customerWrites('wamid.1')
  const found = await core.inbox.contacts.create(agent, { name: 'João', phone: PHONE })
  expect(found).toMatchObject({ created: false, item: { id: contact_id } })
})

test('fifty creations at once with the same phone make one contact', async () => {
  const { inbox } = await openTestInbox()
  const made = await Promise.all(
    Array.from({ length: 50 }, () => inbox.contacts.create(agent, { name: 'Ana', phone: PHONE })),
  )
  expect(new Set(made.map(({ item }) => item.id)).size).toBe(1)
  expect(made.filter(({ created }) => created)).toHaveLength(1)
})

test('a changed contact is told, and so is each conversation that shows it', async () => {
  const core = await openTestInbox()
  const before = await core.customerWrites('wamid.1')
  const updated = await core.inbox.contacts.update(agent, before.contact_id, {
    name: 'João Silva',
    metadata: { vip: true },
  })
  const after = await core.inbox.conversations.get(agent, before.id)
  expect(after.contact).toEqual({ id: updated.id, name: 'João Silva', phone: PHONE, version: updated.version })
  expect(after.version).toBeGreaterThan(before.version)
  expect((await core.log()).slice(-2)).toMatchObject([
    { type: 'contact_updated', conversation_id: null, data: updated },
    { type: 'conversation_updated', data: after },
  ])
})

test('a change that changes nothing is no event', async () => {
  const core = await openTestInbox()
  const { item } = await core.inbox.contacts.create(agent, { name: 'Ana', phone: PHONE })
  expect(await core.inbox.contacts.update(agent, item.id, { name: 'Ana' })).toEqual(item)
  expect(await core.log()).toHaveLength(1)
})

test('contacts are listed by name without regard to case and accents, and searched by name and phone', async () => {
  const { inbox } = await openTestInbox()
  for (const [index, name] of ['Zeca', 'élio', 'Ana', 'Eva'].entries()) {
    await inbox.contacts.create(agent, { name, phone: `+551199999000${index}` })
  }
  const names = async (query = {}) => (await inbox.contacts.list(agent, listQuery(query))).items.map(({ name }) => name)
  expect(await names()).toEqual(['Ana', 'élio', 'Eva', 'Zeca'])
  expect(await names({ search: 'ELIO' })).toEqual(['élio'])
  expect(await names({ search: '90003' })).toEqual(['Eva'])
  expect(await names({ search: '!?' })).toEqual([])
  const page = await inbox.contacts.list(agent, listQuery({ limit: 3 }))
  expect(page.next).toBe('3')
  expect(await names({ limit: 3, offset: 3 })).toEqual(['Zeca'])
})

test('only an admin deletes a contact, and then its conversations are gone too', async () => {
  const core = await openTestInbox()
  const { id, contact_id } = await core.customerWrites('wamid.1')
  await expect(core.inbox.contacts.remove(agent, contact_id)).rejects.toMatchObject({ code: 'forbidden' })
  await core.inbox.contacts.remove(admin, contact_id)
  await expect(core.inbox.contacts.get(agent, contact_id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(core.inbox.conversations.get(agent, id)).rejects.toMatchObject({ code: 'not_found' })
  expect((await core.log()).at(-1)).toMatchObject({ type: 'conversation_deleted', data: { contact_id } })
  await core.receive(textItem('wamid.2'))
  const [conversation] = (await core.inbox.conversations.list(agent, listQuery())).items
  expect(conversation?.contact_id).not.toBe(contact_id)
})

test('contacts of another tenant are not found', async () => {
  const { inbox } = await openTestInbox()
  const { item } = await inbox.contacts.create(agent, { name: 'Ana', phone: PHONE })
  const stranger = agentOf('globex', 'admin')
  for (const call of [
    inbox.contacts.get(stranger, item.id),
    inbox.contacts.update(stranger, item.id, { name: 'X' }),
    inbox.contacts.remove(stranger, item.id),
    inbox.conversations.open(stranger, { contact_id: item.id, channel_id: 'number' }),
  ]) {
    await expect(call).rejects.toMatchObject({ code: expect.stringMatching(/not_found|invalid_request/) })
  }
})

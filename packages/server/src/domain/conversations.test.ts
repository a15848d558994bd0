import type { ListConversationsQuery } from '@pytake/protocol'
import { expect, test } from 'vitest'
import {
  admin,
  agent,
  agentOf,
  listQuery,
  openTestInbox,
  sendBody,
  type TestInbox,
  textItem,
} from '../testing/test-inbox'

const person = (digit: number, name = `Person ${digit}`) => {
  const address = `55119999900${String(digit).padStart(2, '0')}`
  return { address, name, phone: `+${address}` }
}

/** One conversation per name, a second apart, the last one newest. */
async function openWithPeople(...names: string[]) {
  const core = await openTestInbox()
  for (const [index, name] of names.entries()) {
    core.env.jump(1_000)
    await core.customerWrites(`wamid.${index}`, { contact: person(index, name) })
  }
  return core
}

const list = async ({ inbox }: TestInbox, query: Partial<ListConversationsQuery> = {}) =>
  inbox.conversations.list(agent, listQuery(query))
const names = async (core: TestInbox, query: Partial<ListConversationsQuery> = {}) =>
  (await list(core, query)).items.map((conversation) => conversation.contact.name)
const idOf = async (core: TestInbox, name: string) => {
  const found = (await list(core)).items.find((conversation) => conversation.contact.name === name)
  if (found === undefined) throw new Error(`no conversation with ${name}`)
  return found.id
}

test('the newest activity stands first', async () => {
  const core = await openWithPeople('Ana', 'Bia', 'Caio')
  expect(await names(core)).toEqual(['Caio', 'Bia', 'Ana'])
  core.env.jump(1_000)
  await core.inbox.messages.send(agent, await idOf(core, 'Ana'), sendBody())
  expect(await names(core)).toEqual(['Ana', 'Caio', 'Bia'])
})

test('pages by key and by offset cover the list once', async () => {
  const core = await openWithPeople('A', 'B', 'C', 'D', 'E')
  const first = await list(core, { limit: 2 })
  const second = await list(core, { limit: 2, cursor: first.next ?? '' })
  const third = await list(core, { limit: 2, cursor: second.next ?? '' })
  const pages = [first, second, third].map((page) => page.items.map((item) => item.contact.name))
  expect(pages).toEqual([['E', 'D'], ['C', 'B'], ['A']])
  expect(third.next).toBeNull()
  expect(await names(core, { limit: 2, offset: 3 })).toEqual(['B', 'A'])
})

test('conversations of the same instant are paged without loss', async () => {
  const core = await openTestInbox()
  for (let index = 0; index < 7; index += 1) await core.receive(textItem(`wamid.${index}`, { contact: person(index) }))
  const seen: string[] = []
  for (let cursor: string | null | undefined = undefined; cursor !== null;) {
    const page = await list(core, { limit: 3, ...(cursor !== undefined && { cursor }) })
    seen.push(...page.items.map((item) => item.id))
    cursor = page.next
  }
  expect(new Set(seen).size).toBe(7)
  expect(seen).toHaveLength(7)
})

test('a cursor of something else and a cursor with an offset are refused', async () => {
  const core = await openWithPeople('A', 'B')
  const { next } = await list(core, { limit: 1 })
  await expect(list(core, { cursor: 'nonsense' })).rejects.toMatchObject({ details: { errors: [{ path: 'cursor' }] } })
  await expect(list(core, { cursor: next ?? '', offset: 1 })).rejects.toMatchObject({
    details: { errors: [{ path: 'offset' }] },
  })
})

test.each([
  ['joao', ['João']],
  ['JOÃO', ['João']],
  ['silva maria', ['Maria Silva']],
  ['99900', ['Maria Silva', 'João']],
  ['+55 11 9999-90001', ['Maria Silva']],
  ['wamid.0', ['João']],
  ['maria text', ['Maria Silva']],
  ['maria joão', []],
  ['100%', []],
  ['_', []],
  ['???', []],
  ['  ', ['Maria Silva', 'João']],
])('searching %j finds %j', async (search, found) => {
  const core = await openWithPeople('João', 'Maria Silva')
  expect(await names(core, { search })).toEqual(found)
})

test('searching finds what any message of a conversation says, and no wildcard', async () => {
  const core = await openWithPeople('João', 'Maria')
  await core.inbox.messages.send(agent, await idOf(core, 'João'), sendBody({ content: 'Desconto de 100% à vista' }))
  await core.inbox.messages.send(agent, await idOf(core, 'João'), sendBody({ content: 'Tchau' }))
  expect(await names(core, { search: '100% VISTA' })).toEqual(['João'])
  expect(await names(core, { search: '1%0' })).toEqual([])
})

test('filters by status, assignee and unread hold together', async () => {
  const core = await openWithPeople('Ana', 'Bia', 'Caio')
  await core.inbox.conversations.update(agent, await idOf(core, 'Ana'), { assignee_id: 'ana' })
  await core.inbox.conversations.update(agent, await idOf(core, 'Bia'), { status: 'closed' })
  await core.inbox.conversations.markRead(agent, await idOf(core, 'Caio'), {})
  expect(await names(core, { status: 'assigned' })).toEqual(['Ana'])
  expect(await names(core, { status: 'closed' })).toEqual(['Bia'])
  expect(await names(core, { assignee_id: 'ana' })).toEqual(['Ana'])
  expect(await names(core, { unread: true })).toEqual(['Bia', 'Ana'])
  expect(await names(core, { unread: false, status: 'waiting' })).toEqual(['Caio'])
  expect(await core.inbox.conversations.counts(agent)).toEqual({
    all: 3,
    active: 0,
    waiting: 1,
    assigned: 1,
    closed: 1,
    unread: 2,
  })
})

test('a list tells the position that was read before it', async () => {
  const core = await openWithPeople('Ana')
  const { position } = await list(core)
  expect(position).toBe((await core.log()).length)
})

test('assigning, giving up and closing follow the rules of the status', async () => {
  const core = await openWithPeople('Ana')
  const id = await idOf(core, 'Ana')
  const update = (body: Parameters<typeof core.inbox.conversations.update>[2]) =>
    core.inbox.conversations.update(agent, id, body)
  expect(await update({ assignee_id: 'ana' })).toMatchObject({ status: 'assigned', assignee_id: 'ana' })
  expect(await update({ assignee_id: null })).toMatchObject({ status: 'waiting', assignee_id: null })
  await core.inbox.messages.send(agent, id, sendBody())
  await core.inbox.messages.send(agent, id, sendBody({ message_type: 'note' }))
  await update({ assignee_id: 'ana' })
  expect(await update({ assignee_id: null })).toMatchObject({ status: 'active' })
  expect(await update({ status: 'closed' })).toMatchObject({ status: 'closed' })
  expect(await update({ status: 'waiting' })).toMatchObject({ status: 'waiting' })
  expect(await update({ status: 'assigned', assignee_id: 'bia' })).toMatchObject({ status: 'assigned' })
  expect(await update({ status: 'active', assignee_id: null })).toMatchObject({ status: 'active', assignee_id: null })
})

test('a status that contradicts the owner is refused', async () => {
  const core = await openWithPeople('Ana')
  const id = await idOf(core, 'Ana')
  const refusal = { code: 'invalid_request', details: { errors: [{ path: 'status' }] } }
  await expect(core.inbox.conversations.update(agent, id, { status: 'assigned' })).rejects.toMatchObject(refusal)
  await core.inbox.conversations.update(agent, id, { assignee_id: 'ana' })
  await expect(core.inbox.conversations.update(agent, id, { status: 'active' })).rejects.toMatchObject(refusal)
  await expect(
    core.inbox.conversations.update(agent, id, { status: 'waiting', assignee_id: 'bia' }),
  ).rejects.toMatchObject(refusal)
})

test('labels, snooze and metadata are kept, and nothing new is no event', async () => {
  const core = await openWithPeople('Ana')
  const id = await idOf(core, 'Ana')
  const body = { labels: ['vip', 'vip', 'novo'], snoozed_until: '2027-01-01T00:00:00Z', metadata: { order: 7 } }
  const updated = await core.inbox.conversations.update(agent, id, body)
  expect(updated).toMatchObject({
    labels: ['vip', 'novo'],
    snoozed_until: '2027-01-01T00:00:00.000Z',
    metadata: { order: 7 },
  })
  const events = await core.log()
  expect(await core.inbox.conversations.update(agent, id, body)).toEqual(updated)
  expect(await core.log()).toEqual(events)
})

test('reading moves the marker on, never back, and tells the provider once', async () => {
  const core = await openWithPeople('Ana')
  const id = await idOf(core, 'Ana')
  await core.receive(
    textItem('wamid.x', { contact: person(0, 'Ana') }),
    textItem('wamid.y', { contact: person(0, 'Ana') }),
  )
  const { items } = await core.inbox.messages.list(agent, id, listQuery())
  const read = (up_to_message_id?: string) =>
    core.inbox.conversations.markRead(agent, id, up_to_message_id === undefined ? {} : { up_to_message_id })
  expect(await read(items[1]?.id)).toMatchObject({ unread_count: 1 })
  expect(await read(items[0]?.id)).toMatchObject({ unread_count: 1 })
  expect(await core.queues.claimReceipts(10, 1_000)).toMatchObject([{ external_id: 'wamid.x' }])
  expect(await read()).toMatchObject({ unread_count: 0 })
  expect(await core.queues.claimReceipts(10, 1_000)).toMatchObject([{ external_id: 'wamid.y' }])
  const events = await core.log()
  await read()
  expect(await core.log()).toEqual(events)
  expect(await core.queues.claimReceipts(10, 1_000)).toEqual([])
})

test('a message of another conversation is no mark', async () => {
  const core = await openWithPeople('Ana', 'Bia')
  const [bia, ana] = (await list(core)).items
  const marking = core.inbox.conversations.markRead(agent, ana?.id ?? '', {
    up_to_message_id: bia?.last_message_id ?? '',
  })
  await expect(marking).rejects.toMatchObject({ details: { errors: [{ path: 'up_to_message_id' }] } })
})

test('opening finds the conversation or creates it', async () => {
  const core = await openTestInbox()
  const { item: contact } = await core.inbox.contacts.create(agent, { name: 'Ana', phone: '+5511999990001' })
  const opened = await core.inbox.conversations.open(agent, { contact_id: contact.id })
  expect(opened).toMatchObject({ created: true, item: { status: 'waiting', last_message: null, unread_count: 0 } })
  expect(await core.inbox.conversations.open(agent, { contact_id: contact.id })).toEqual({ ...opened, created: false })
  expect((await core.log()).map((event) => event.type)).toEqual(['contact_updated', 'conversation_updated'])
  expect((await core.customerWrites('wamid.1')).id).toBe(opened.item.id)
})

test('a channel must be named where there is not just one', async () => {
  const core = await openTestInbox({ channels: [] })
  const { item } = await core.inbox.contacts.create(agent, { name: 'Ana', phone: '+5511999990001' })
  for (const body of [{ contact_id: item.id }, { contact_id: item.id, channel_id: 'gone' }]) {
    await expect(core.inbox.conversations.open(agent, body)).rejects.toMatchObject({
      details: { errors: [{ path: 'channel_id' }] },
    })
  }
})

test('only an admin deletes a conversation, and then it is gone with all it held', async () => {
  const core = await openWithPeople('Ana')
  const id = await idOf(core, 'Ana')
  const sent = await core.inbox.messages.send(agent, id, sendBody())
  await expect(core.inbox.conversations.remove(agent, id)).rejects.toMatchObject({ code: 'forbidden' })
  await core.inbox.conversations.remove(admin, id)
  await expect(core.inbox.conversations.get(agent, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(core.inbox.messages.remove(agent, sent.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await core.queues.claimDeliveries(10, 1_000)).toEqual([])
  const last = (await core.log()).at(-1)
  expect(last).toMatchObject({ type: 'conversation_deleted', data: { conversation_id: id, version: last?.seq } })
})

test('another tenant finds nothing here', async () => {
  const core = await openWithPeople('Ana')
  const id = await idOf(core, 'Ana')
  const stranger = agentOf('globex', 'admin')
  const { conversations } = core.inbox
  for (const call of [
    conversations.get(stranger, id),
    conversations.update(stranger, id, { status: 'closed' }),
    conversations.markRead(stranger, id, {}),
    conversations.remove(stranger, id),
    core.inbox.messages.list(stranger, id, listQuery()),
  ]) {
    await expect(call).rejects.toMatchObject({ code: 'not_found' })
  }
  expect(await conversations.list(stranger, listQuery())).toEqual({ items: [], position: 0, next: null })
})

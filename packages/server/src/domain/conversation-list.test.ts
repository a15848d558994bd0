import type { ListConversationsQuery } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { agent, listQuery, openTestInbox, textItem } from '../testing/test-inbox'

/** One conversation for each name, a second apart. */
async function openWith(...names: string[]) {
  const core = await openTestInbox()
  const ids = new Map<string, string>()
  for (const [index, name] of names.entries()) {
    core.env.jump(1_000)
    const contact = { address: `55119999000${index}`, name, phone: null }
    ids.set(name, (await core.customerWrites(`wamid.${name}`, { contact })).id)
  }
  const list = async (query: Partial<ListConversationsQuery>) =>
    (await core.inbox.conversations.list(agent, listQuery(query))).items.map(({ contact }) => contact.name)
  return { ...core, list, idOf: (name: string) => ids.get(name) ?? '' }
}

test('a label finds the conversations that carry exactly this one', async () => {
  const core = await openWith('João', 'Bia', 'Caio')
  await core.inbox.conversations.update(agent, core.idOf('João'), { labels: ['vip', 'Não "pagou"'] })
  await core.inbox.conversations.update(agent, core.idOf('Bia'), { labels: ['vip 2', 'x"vip"'] })
  expect(await core.list({ label: 'vip' })).toEqual(['João'])
  expect(await core.list({ label: 'Não "pagou"' })).toEqual(['João'])
  expect(await core.list({ label: 'VIP' })).toEqual([])
})

test('what nobody owns, and what somebody owns, are told apart', async () => {
  const core = await openWith('João', 'Bia')
  await core.inbox.conversations.update(agent, core.idOf('Bia'), { assignee_id: 'ana' })
  expect(await core.list({ assignee_id: 'none' })).toEqual(['João'])
  expect(await core.list({ assignee_id: 'ana' })).toEqual(['Bia'])
})

test('a channel finds its own conversations', async () => {
  const core = await openWith('João')
  expect(await core.list({ channel_id: 'number' })).toEqual(['João'])
  expect(await core.list({ channel_id: 'other' })).toEqual([])
})

test('both orders page through everything once', async () => {
  const core = await openWith('1', '2', '3', '4', '5')
  for (const [sort, expected] of [
    ['-last_message_time', ['5', '4', '3', '2', '1']],
    ['last_message_time', ['1', '2', '3', '4', '5']],
  ] as const) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = listQuery({ limit: 2, sort, ...(cursor !== undefined && { cursor }) })
      const page = await core.inbox.conversations.list(agent, query)
      seen.push(...page.items.map(({ contact }) => contact.name))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(expected)
  }
})

test('filters hold where a policy decides about each conversation, in both orders', async () => {
  const policy = { seesWholeTenant: () => false, canSee: () => true }
  const core = await openTestInbox({ policy })
  for (const name of ['1', '2', '3']) {
    core.env.jump(1_000)
    await core.receive(textItem(`wamid.${name}`, { contact: { address: `55119${name}`, name, phone: null } }))
  }
  const page = await core.inbox.conversations.list(agent, listQuery({ sort: 'last_message_time', assignee_id: 'none' }))
  expect(page.items.map(({ contact }) => contact.name)).toEqual(['1', '2', '3'])
})

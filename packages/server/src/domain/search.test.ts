import type { Conversation } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { agent, agentOf, openTestInbox, sendBody, textItem } from '../testing/test-inbox'

const say = (external_id: string, content: string, name: string) =>
  textItem(external_id, {
    contact: { address: `55119${name.length}`, name, phone: `+551198888000${name.length}` },
    message: { content, message_type: 'text', metadata: {} },
  })

async function openWithTalk(options: Parameters<typeof openTestInbox>[0] = {}) {
  const core = await openTestInbox(options)
  for (const item of [
    say('1', 'O açaí chegou?', 'João'),
    say('2', 'Bom dia', 'Bia'),
    say('3', '100% açaí, por favor', 'Bia'),
  ]) {
    core.env.jump(1_000)
    await core.receive(item)
  }
  const search = async (q: string, principal = agent, limit = 20) => {
    const found = await core.inbox.search(principal, { q, limit })
    return {
      messages: found.messages.map(({ message }) => message.content),
      contacts: found.contacts.map(({ contact }) => contact.name),
    }
  }
  return { ...core, search }
}

test('messages are found by all words of theirs, the newest first, and contacts by name or phone', async () => {
  const { search } = await openWithTalk()
  expect(await search('ACAI')).toEqual({ messages: ['100% açaí, por favor', 'O açaí chegou?'], contacts: [] })
  expect(await search('acai chegou')).toEqual({ messages: ['O açaí chegou?'], contacts: [] })
  expect(await search('100%')).toMatchObject({ messages: ['100% açaí, por favor'] })
  expect(await search('joao')).toEqual({ messages: [], contacts: ['João'] })
  expect(await search('8888-0003')).toEqual({ messages: [], contacts: ['Bia'] })
  expect(await search('  ')).toEqual({ messages: [], contacts: [] })
  expect(await search('?!')).toEqual({ messages: [], contacts: [] })
})

test('hits tell where the words stand, and up to where the log was looked at', async () => {
  const core = await openWithTalk()
  const found = await core.inbox.search(agent, { q: 'acai', limit: 1 })
  expect(
    found.messages.map(({ message, highlights }) =>
      highlights.map((part) => message.content.slice(part.start, part.end)),
    ),
  ).toEqual([['açaí']])
  expect(found.position).toBe((await core.log()).at(-1)?.seq)
})

test('there are at most as many hits of a kind as were asked for', async () => {
  const { search } = await openWithTalk()
  expect((await search('acai', agent, 1)).messages).toHaveLength(1)
})

test('what was deleted is not found', async () => {
  const core = await openWithTalk()
  const [hit] = (await core.inbox.search(agent, { q: 'chegou', limit: 1 })).messages
  await core.inbox.messages.remove(agent, hit?.message.id ?? '')
  expect((await core.search('chegou')).messages).toEqual([])
})

test('nobody finds what the policy or the tenant keeps from them', async () => {
  const canSee = (_: unknown, { contact }: Conversation) => contact.name === 'Bia'
  const core = await openWithTalk({ policy: { seesWholeTenant: ({ role }) => role === 'admin', canSee } })
  expect(await core.search('acai')).toEqual({ messages: ['100% açaí, por favor'], contacts: [] })
  expect(await core.search('joao')).toEqual({ messages: [], contacts: [] })
  expect(await core.search('bia')).toMatchObject({ contacts: ['Bia'] })
  expect((await core.search('acai', agentOf('acme', 'admin', 'boss'))).messages).toHaveLength(2)
  expect(await core.search('acai', agentOf('globex'))).toEqual({ messages: [], contacts: [] })
})

test('a visible hit behind many hidden ones is still found', async () => {
  const canSee = (_: unknown, { contact }: Conversation) => contact.name === 'João'
  const core = await openWithTalk({ policy: { seesWholeTenant: () => false, canSee } })
  const hidden = Array.from({ length: 250 }, (_, index) => say(`x${index}`, 'açaí', 'Bia'))
  core.env.jump(1_000)
  await core.receive(...hidden)
  expect((await core.search('acai')).messages).toEqual(['O açaí chegou?'])
})

test('notes of the team are found too', async () => {
  const core = await openWithTalk()
  const [hit] = (await core.inbox.search(agent, { q: 'chegou', limit: 1 })).messages
  const note = sendBody({ content: 'cliente fiel', message_type: 'note' })
  await core.inbox.messages.send(agent, hit?.message.conversation_id ?? '', note)
  expect((await core.search('fiel')).messages).toEqual(['cliente fiel'])
})

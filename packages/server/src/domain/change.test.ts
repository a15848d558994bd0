import { expect, test } from 'vitest'
import { agent, openTestInbox, sendBody, textItem } from '../testing/test-inbox'

test('listeners hear of events after the commit, in order, and not after unsubscribing', async () => {
  const core = await openTestInbox()
  const heard: [number, string][] = []
  const stop = core.inbox.on('message_received', ({ seq, data }) => void heard.push([seq, data.content]))
  await core.receive(textItem('wamid.1'), textItem('wamid.2'))
  stop()
  await core.receive(textItem('wamid.3'))
  expect(heard).toEqual([
    [2, 'text of wamid.1'],
    [4, 'text of wamid.2'],
  ])
})

test('a listener sees what it hears of', async () => {
  const core = await openTestInbox()
  const found: Promise<unknown>[] = []
  core.inbox.on('message_received', ({ data }) => {
    found.push(core.inbox.conversations.get(agent, data.conversation_id))
  })
  await core.receive(textItem('wamid.1'))
  expect(await Promise.all(found)).toMatchObject([{ last_message: 'text of wamid.1' }])
})

test('a listener that throws harms neither the commit nor the other listeners', async () => {
  const core = await openTestInbox()
  const heard: string[] = []
  core.inbox.on('message_sent', () => {
    throw new Error('bot crashed')
  })
  core.inbox.on('message_sent', ({ data }) => void heard.push(data.content))
  const { id } = await core.customerWrites('wamid.1')
  await core.inbox.messages.send(agent, id, sendBody())
  expect(heard).toEqual(['Olá!'])
  expect(core.logger.entries).toMatchObject([{ level: 'error', fields: { error: { message: 'bot crashed' } } }])
})

test('each commit hints at the head of its tenant, and a refused one at nothing', async () => {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.1')
  await core.inbox.messages.send(agent, id, sendBody())
  await core.inbox.messages.send(agent, id, sendBody({ if_last_message_id: 'x' })).catch(() => undefined)
  expect(core.hints).toEqual([
    { tenant_id: 'acme', seq: 3 },
    { tenant_id: 'acme', seq: 5 },
  ])
})

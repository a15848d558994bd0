import { expect, test } from 'vitest'
import { agent, agentOf, openTestInbox, sendBody, textItem, listQuery } from '../testing/test-inbox'
import { ServerError } from './errors'
import { scriptedChannel } from './testing/scripted-channel'

const DAY_MS = 86_400_000
const ORDER = {
  name: 'order_update',
  language: 'pt_BR',
  category: 'UTILITY',
  status: 'APPROVED',
  header: 'Pedido',
  body: 'Olá {{1}}, {{2}} está a caminho, {{1}}!',
  footer: null,
  parameters: ['1', '2'],
}

async function openWithTemplates() {
  const channel = { ...scriptedChannel(), replyWindowHours: 24, calls: 0 }
  channel.templates = async () => {
    channel.calls += 1
    return channel.onTemplates()
  }
  channel.onTemplates = async () => [ORDER, { ...ORDER, name: 'paused', status: 'PAUSED' }]
  const core = await openTestInbox({ channels: [channel] })
  await core.receive(textItem('wamid.1'))
  const [conversation] = (await core.inbox.conversations.list(agent, listQuery())).items
  const id = conversation?.id ?? ''
  const send = (parameters: string[], name = ORDER.name, principal = agent) =>
    core.inbox.messages.send(principal, id, {
      ...sendBody({ content: '', message_type: 'template' }),
      template: { name, language: ORDER.language, parameters },
    })
  const names = async (principal = agent) => (await core.inbox.templates.list(principal)).items.map(({ name }) => name)
  return { ...core, channel, id, send, names }
}

test('templates come from the channel once, and again when they are old', async () => {
  const { names, channel, env } = await openWithTemplates()
  expect(await names()).toEqual(['order_update', 'paused'])
  await names()
  expect(channel.calls).toBe(1)
  env.jump(DAY_MS)
  channel.onTemplates = async () => [ORDER]
  expect(await names()).toEqual(['order_update'])
  expect(await names(agentOf('globex'))).toEqual([])
})

test('the older ones are used while the channel does not answer; without any, its error is told', async () => {
  const { names, channel, env } = await openWithTemplates()
  const works = channel.onTemplates
  const fails = () => Promise.reject(new ServerError('service_unavailable', 'down'))
  channel.onTemplates = fails
  await expect(names()).rejects.toMatchObject({ code: 'service_unavailable' })
  channel.onTemplates = works
  await names()
  env.jump(DAY_MS)
  channel.onTemplates = fails
  expect(await names()).toEqual(['order_update', 'paused'])
})

test('a template is sent with its text when nothing else may be', async () => {
  const core = await openWithTemplates()
  core.env.jump(DAY_MS)
  await expect(core.inbox.messages.send(agent, core.id, sendBody())).rejects.toMatchObject({
    code: 'reply_window_closed',
  })
  const sent = await core.send(['Ana {{2}}', 'o açaí'])
  expect(sent).toMatchObject({
    message_type: 'template',
    content: 'Pedido\n\nOlá Ana {{2}}, o açaí está a caminho, Ana {{2}}!',
    template: { name: 'order_update', language: 'pt_BR', parameters: ['Ana {{2}}', 'o açaí'] },
    status: 'pending',
  })
})

test('a template that cannot be sent is refused with its path', async () => {
  const { send, inbox, id } = await openWithTemplates()
  const refusal = (path: string) => ({ code: 'invalid_request', details: { errors: [{ path }] } })
  await expect(send(['Ana'])).rejects.toMatchObject(refusal('template.parameters'))
  await expect(send([], 'nothing')).rejects.toMatchObject(refusal('template.name'))
  await expect(send(['a', 'b'], 'paused')).rejects.toMatchObject(refusal('template.name'))
  await expect(send(['a', 'b'], ORDER.name, agentOf('globex'))).rejects.toMatchObject({ code: 'not_found' })
  const bare = sendBody({ message_type: 'template' })
  await expect(inbox.messages.send(agent, id, bare)).rejects.toMatchObject(refusal('template'))
})

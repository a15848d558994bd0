import { createRestClient } from '@pytake/client/rest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type Api } from '../stack/api'
import { signToken } from '../stack/stack'

let api: Api
let conversationId: string

beforeAll(async () => {
  api = await startApi()
  conversationId = await api.customerSays('Oi')
})
afterAll(() => api.close())

const rest = () => createRestClient({ url: api.stack.url, getToken: () => signToken() })
const template = { name: 'order_update', language: 'pt_BR', parameters: ['João', '1234'] }

test('GET /templates lists what the channel has approved', async () => {
  const templates = await rest().templates.list()
  expect(templates).toContainEqual(
    expect.objectContaining({ name: 'order_update', language: 'pt_BR', status: 'APPROVED', parameters: ['1', '2'] }),
  )
})

test('a template reaches the phone with its parameters filled in', async () => {
  const sent = await rest().messages.send(conversationId, { content: '', message_type: 'template', template })
  const text = 'Olá João, o seu pedido 1234 está a caminho.'
  expect(sent).toMatchObject({ message_type: 'template', content: text, template })
  expect((await api.stack.meta.phone('5511999990001').receives(text)).content).toMatchObject({ type: 'template' })
})

test.each([
  ['template.name', { ...template, name: 'nothing' }],
  ['template.parameters', { ...template, parameters: ['João'] }],
  ['template.colour', { ...template, colour: 'red' }],
])('refuses with 422 what is wrong at %s', async (path, body) => {
  const answer = await api.call(`/conversations/${conversationId}/messages`, {
    method: 'POST',
    body: { content: '', message_type: 'template', template: body },
  })
  expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ path }] }])
})

test('a stranger has no templates', async () => {
  const answer = await api.call('/templates', { claims: { tenantId: 'tenant-other', userId: 'eve' } })
  expect(await answer.json()).toEqual([])
})

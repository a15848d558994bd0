import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type Api } from '../stack/api'

let api: Api
let id: string

beforeAll(async () => {
  api = await startApi()
  const conversationId = await api.customerSays('Obrigado!')
  id = (await api.rows(`/conversations/${conversationId}/messages`))[0]?.id ?? ''
})
afterAll(() => api.close())

const react = (messageId: string, body: unknown, claims = {}) =>
  api.call(`/messages/${messageId}/reaction`, { method: 'PUT', body, claims })
const onPhone = () => api.stack.meta.phone('5511999990001').messages().at(0)?.reaction

test('an agent’s reaction reaches the customer’s phone, changes and goes', async () => {
  const { cursor } = (await (await api.call('/events')).json()) as { cursor: string }
  const answer = await react(id, { emoji: '👍' })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({
    id,
    reactions: [{ emoji: '👍', sender_type: 'agent', sender_id: 'ana' }],
  })
  await expect.poll(onPhone, { timeout: 5_000 }).toBe('👍')
  const { events } = (await (await api.call(`/events?after=${encodeURIComponent(cursor)}`)).json()) as {
    events: unknown[]
  }
  expect(events).toMatchObject([{ type: 'message_updated', data: { id, reactions: [{ emoji: '👍' }] } }])
  await react(id, { emoji: '🎉' })
  await expect.poll(onPhone, { timeout: 5_000 }).toBe('🎉')
  expect(await (await react(id, { emoji: null })).json()).toMatchObject({ reactions: [] })
  await expect.poll(onPhone, { timeout: 5_000 }).toBeUndefined()
})

test.each([
  ['two emojis', { emoji: '👍👍' }],
  ['a word', { emoji: 'ok' }],
  ['nothing', {}],
  ['an unknown field', { emoji: '👍', colour: 'red' }],
])('refuses %s with 422', async (_, body) => {
  const answer = await react(id, body)
  expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'invalid_request' }])
})

test('unknown messages and those of another tenant are 404', async () => {
  expect((await react('nobody', { emoji: '👍' })).status).toBe(404)
  expect((await react(id, { emoji: '👍' }, { tenantId: 'tenant-other', userId: 'eve' })).status).toBe(404)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRestClient, isPytakeError } from '@pytake/client/rest'
import { signToken } from '../stack/stack'
import { startApi, type Api } from '../stack/api'

let api: Api
let conversationId: string

beforeAll(async () => {
  api = await startApi()
  conversationId = await api.customerSays('Bom dia', 'O açaí chegou?')
})
afterAll(() => api.close())

const rest = () => createRestClient({ url: api.stack.url, getToken: () => signToken() })

test('GET /search finds messages and contacts, with the places of the words', async () => {
  const found = await rest().search({ q: 'acai' })
  expect(found.contacts).toEqual([])
  expect(found.messages).toMatchObject([
    { message: { conversation_id: conversationId, content: 'O açaí chegou?' }, highlights: [{ start: 2, end: 6 }] },
  ])
  const { cursor } = await rest().events.list()
  expect(found.indexed_through).toBe(cursor)
  expect(await rest().search({ q: 'joão' })).toMatchObject({
    contacts: [{ contact: { name: 'João Silva' }, highlights: [{ start: 0, end: 4 }] }],
  })
})

test.each([
  ['/search', 'q'],
  ['/search?q=a&limit=0', 'limit'],
  ['/search?q=a&limit=51', 'limit'],
  [`/search?q=${'x'.repeat(201)}`, 'q'],
])('refuses %s with 422 and its path', async (path, fault) => {
  const answer = await api.call(path)
  expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ path: fault }] }])
})

test('a stranger finds nothing', async () => {
  const answer = await api.call('/search?q=acai', { claims: { tenantId: 'tenant-other', userId: 'eve' } })
  expect(await answer.json()).toMatchObject({ messages: [], contacts: [] })
})

test('a refused compare-and-send gives the missed messages to the client, typed and in order', async () => {
  const { items } = await rest().messages.list(conversationId)
  await api.customerSays('Alô?', 'Esquece')
  const body = { content: 'Chegou!', if_last_message_id: items.at(-1)?.id ?? null }
  const error: unknown = await rest()
    .messages.send(conversationId, body)
    .catch((thrown: unknown) => thrown)
  if (!isPytakeError(error, 'conversation_advanced')) throw error
  expect(error.status).toBe(409)
  expect(error.missed?.map(({ content }) => content)).toEqual(['Alô?', 'Esquece'])
})

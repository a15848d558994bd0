import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type Api } from '../stack/api'

let api: Api
let joao: string

beforeAll(async () => {
  api = await startApi()
  joao = await api.customerSays('Oi')
  await api.stack.meta.phone('5521988880002', { name: 'Beatriz' }).sends('Bom dia')
  await api.stack.meta.idle()
  const body = { labels: ['vip'], assignee_id: 'ana' }
  expect((await api.call(`/conversations/${joao}`, { method: 'PATCH', body })).status).toBe(200)
})
afterAll(() => api.close())

const names = async (query: string) =>
  (await api.rows(`/conversations?${query}`)).map(({ contact }) => (contact as { name: string }).name)

test.each([
  ['label=vip', ['João Silva']],
  ['label=nobody', []],
  ['assignee_id=none', ['Beatriz']],
  ['assignee_id=ana', ['João Silva']],
  ['channel_id=other', []],
  ['sort=last_message_time', ['João Silva', 'Beatriz']],
  ['sort=-last_message_time', ['Beatriz', 'João Silva']],
])('GET /conversations?%s', async (query, expected) => {
  expect(await names(query)).toEqual(expected)
})

test('the channel of a conversation finds it', async () => {
  const { channel_id } = (await (await api.call(`/conversations/${joao}`)).json()) as { channel_id: string }
  expect(await names(`channel_id=${channel_id}`)).toEqual(['Beatriz', 'João Silva'])
})

test.each(['sort=name', 'label=', `label=${'x'.repeat(61)}`, 'channel_id='])(
  'refuses %s with 422 and its path',
  async (query) => {
    const answer = await api.call(`/conversations?${query}`)
    expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ path: query.split('=')[0] }] }])
  },
)

test('a filter shows a stranger nothing', async () => {
  const answer = await api.call('/conversations?label=vip', { claims: { tenantId: 'tenant-other', userId: 'eve' } })
  expect(await answer.json()).toEqual([])
})

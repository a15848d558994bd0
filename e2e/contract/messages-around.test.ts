import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type Api, type Row } from '../stack/api'

let api: Api
let conversationId: string
let ids: string[]

beforeAll(async () => {
  api = await startApi()
  conversationId = await api.customerSays('um', 'dois', 'três', 'quatro', 'cinco')
  ids = (await api.rows(`/conversations/${conversationId}/messages`)).map((row) => row.id)
})
afterAll(() => api.close())

const page = (query: string, claims = {}) => api.call(`/conversations/${conversationId}/messages?${query}`, { claims })
const idsOf = async (answer: Response) => ((await answer.json()) as Row[]).map((row) => row.id)
const linked = (answer: Response, relation: string): string => {
  const link = new RegExp(`<([^>]+)>; rel="${relation}"`).exec(answer.headers.get('link') ?? '')?.[1]
  return link === undefined ? '' : new URL(link).search.slice(1)
}

test('a page around a message holds it, and its links lead to all the others', async () => {
  const answer = await page(`around=${ids[2] ?? ''}&limit=3`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-event-cursor')).toEqual(expect.any(String))
  expect(await idsOf(answer)).toEqual(ids.slice(1, 4))
  expect(await idsOf(await page(linked(answer, 'next')))).toEqual(ids.slice(0, 1))
  expect(await idsOf(await page(linked(answer, 'prev')))).toEqual(ids.slice(4))
})

test('a page after a message says whether anything newer follows', async () => {
  const first = await page(`after=${ids[0] ?? ''}&limit=2`)
  expect(await idsOf(first)).toEqual(ids.slice(1, 3))
  const last = await page(linked(first, 'next'))
  expect(await idsOf(last)).toEqual(ids.slice(3))
  expect(linked(last, 'next')).toBe('')
  expect(await idsOf(await page(linked(last, 'prev')))).toEqual(ids.slice(1, 3))
})

test.each(['around=nobody', 'around='])('refuses %s with 422 and its path', async (query) => {
  const answer = await page(query)
  expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ path: 'around' }] }])
})

test('a stranger learns nothing of the conversation', async () => {
  const answer = await page(`around=${ids[2] ?? ''}`, { tenantId: 'tenant-other', userId: 'eve' })
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }])
})

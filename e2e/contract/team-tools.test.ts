import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type Api, type Row } from '../stack/api'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.close())

const admin = { role: 'admin', userId: 'chefe' } as const
const stranger = { tenantId: 'tenant-other', userId: 'eve', role: 'admin' } as const
const send = (method: string, path: string, body?: unknown, claims = {}) => api.call(path, { method, body, claims })
const row = async (answer: Response) => (await answer.json()) as Row

test('labels are added once, listed by name and removed by admins', async () => {
  const created = await send('POST', '/labels', { name: 'Vip', color: '#0EA5E9' })
  const label = await row(created)
  expect([created.status, label]).toMatchObject([201, { name: 'Vip', color: '#0ea5e9' }])
  const again = await send('POST', '/labels', { name: 'VÍP' })
  expect([again.status, (await row(again)).id]).toEqual([200, label.id])
  await send('POST', '/labels', { name: 'Atrasado' })
  expect((await api.rows('/labels')).map(({ name }) => name)).toEqual(['Atrasado', 'Vip'])
  expect((await send('DELETE', `/labels/${label.id}`)).status).toBe(403)
  expect((await send('DELETE', `/labels/${label.id}`, undefined, stranger)).status).toBe(404)
  expect((await send('DELETE', `/labels/${label.id}`, undefined, admin)).status).toBe(204)
  expect((await send('DELETE', `/labels/${label.id}`, undefined, admin)).status).toBe(404)
  expect((await api.rows('/labels')).map(({ name }) => name)).toEqual(['Atrasado'])
  expect(await (await send('GET', '/labels', undefined, stranger)).json()).toEqual([])
})

test.each([
  ['/labels', { name: ' ' }, 'name'],
  ['/labels', { name: 'x'.repeat(61) }, 'name'],
  ['/labels', { name: 'x', color: 'red' }, 'color'],
  ['/canned-responses', { shortcut: 'a b', title: 't', content: 'c' }, 'shortcut'],
  ['/canned-responses', { shortcut: 'a', title: ' ', content: 'c' }, 'title'],
  ['/canned-responses', { shortcut: 'a', title: 't', content: ' ' }, 'content'],
  ['/canned-responses', { shortcut: 'a', title: 't', content: 'c', text: 'x' }, 'text'],
])('POST %s refuses %j and names the path', async (path, body, fault) => {
  const answer = await send('POST', path, body)
  expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ path: fault }] }])
})

test('canned responses are added, changed and removed by the team', async () => {
  const body = { shortcut: 'oi', title: 'Saudação', content: 'Olá {{name}}, tudo bem?' }
  const created = await send('POST', '/canned-responses', body)
  const response = await row(created)
  expect([created.status, response]).toMatchObject([201, body])
  const taken = await send('POST', '/canned-responses', { ...body, shortcut: 'OI' })
  expect([taken.status, await taken.json()]).toMatchObject([422, { errors: [{ path: 'shortcut' }] }])
  const path = `/canned-responses/${response.id}`
  expect(await row(await send('PATCH', path, { title: 'Oi' }))).toMatchObject({ ...body, title: 'Oi' })
  expect((await send('PATCH', path, { title: 'Oi' }, stranger)).status).toBe(404)
  expect(await (await send('GET', '/canned-responses', undefined, stranger)).json()).toEqual([])
  expect((await send('DELETE', path)).status).toBe(204)
  expect(await api.rows('/canned-responses')).toEqual([])
})

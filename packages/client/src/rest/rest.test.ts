import { API_BASE, extraRouteAnswers, routeAnswers } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { VirtualEnv } from '../testing/virtual-env'
import { aConversation } from '../testing/entities'
import { createFetchHttp } from './fetch-http'
import { createRest } from './rest'
import type { RestExtras } from './rest-client'
import { createRestExtras } from './rest-extras'
import { createTokenSource } from './token-source'

const BASE = `http://inbox.test${API_BASE}`

function setUp(
  respond: (request: Request) => Response | Promise<Response>,
  loadExtras?: (extras: RestExtras) => Promise<RestExtras>,
) {
  const env = new VirtualEnv()
  const requests: Request[] = []
  env.connectTo({
    respond: async (request) => {
      requests.push(request.clone())
      return respond(request)
    },
    open: () => {
      throw new Error('no sockets here')
    },
  })
  const http = createFetchHttp(env, BASE, createTokenSource({ token: 'token' }))
  const extras = createRestExtras(http)
  const rest = createRest(http, async () => (loadExtras ? loadExtras(extras) : extras))
  return { env, http, rest, requests }
}

const json = (value: unknown, init?: ResponseInit) => Response.json(value, init)

test('every route that an agent or admin may call has exactly one method', async () => {
  const { rest, requests } = setUp(() => json({}))
  const { conversations, messages, media, contacts, agents, events } = rest
  await Promise.allSettled([
    conversations.list(),
    conversations.counts(),
    conversations.open({ contact_id: 'x' }),
    conversations.get('x'),
    conversations.update('x', {}),
    conversations.delete('x'),
    conversations.markRead('x'),
    messages.list('x'),
    messages.send('x', { content: 'Oi' }),
    messages.delete('x'),
    messages.retry('x'),
    messages.react('x', '👍'),
    media.download('x'),
    media.link('x'),
    media.upload(new Blob(['x'])),
    contacts.list(),
    contacts.create({ name: 'x', phone: '+5511999990001' }),
    contacts.get('x'),
    contacts.update('x', {}),
    contacts.delete('x'),
    rest.labels.list(),
    rest.labels.create({ name: 'x' }),
    rest.labels.delete('x'),
    rest.cannedResponses.list(),
    rest.cannedResponses.create({ shortcut: 'x', title: 'x', content: 'x' }),
    rest.cannedResponses.update('x', {}),
    rest.cannedResponses.delete('x'),
    rest.templates.list(),
    rest.search({ q: 'x' }),
    agents.list(),
    events.list(),
  ])
  const called = requests.map(({ method, url }) => `${method} ${new URL(url).pathname.replace(API_BASE, '')}`)
  const callable = Object.values({ ...routeAnswers, ...extraRouteAnswers }).filter(({ access }) => access !== 'none')
  expect(called.toSorted()).toEqual(
    callable.map(({ method, path }) => `${method} ${path.replace('{id}', 'x')}`).toSorted(),
  )
  expect(
    Object.values(rest)
      .flatMap((group) => Object.keys(group).length || 1)
      .reduce((sum, size) => sum + size),
  ).toBe(callable.length)
})

test('a page tells how to go on and where in the log it stands', async () => {
  const headers = {
    Link: `<${BASE}/conversations?status=waiting&limit=2&cursor=opaque%3D>; rel="next"`,
    'X-Event-Cursor': 'e1.7',
  }
  const { rest } = setUp(() => json([aConversation()], { headers }))
  const page = await rest.conversations.list({ status: 'waiting', limit: 2, offset: 4 })
  expect(page.next).toEqual({ status: 'waiting', limit: 2, cursor: 'opaque=' })
  expect(page.eventCursor).toBe('e1.7')
})

test('messages go on by message in both directions, contacts by offset, and a last page by nothing', async () => {
  const links = [
    `<${BASE}/x?limit=5&before=m5>; rel="next", <${BASE}/x?limit=5&after=m9>; rel="prev"`,
    `<${BASE}/x?after=m9>; rel="next", <${BASE}/x?before=m5>; rel="prev"`,
    '</api/v1/contacts?offset=50>; rel="next"',
  ]
  const { rest } = setUp(() => json([], { headers: { Link: links.shift() ?? '' } }))
  const around = await rest.messages.list('c1', { limit: 5, around: 'm7' })
  expect([around.next, around.previous]).toEqual([
    { limit: 5, before: 'm5' },
    { limit: 5, after: 'm9' },
  ])
  const forwards = await rest.messages.list('c1', { after: 'm4' })
  expect([forwards.next, forwards.previous]).toEqual([{ after: 'm9' }, { before: 'm5' }])
  expect((await rest.contacts.list({ search: 'a' })).next).toEqual({ search: 'a', offset: 50 })
  expect(await rest.conversations.list()).toMatchObject({ next: null, previous: null })
})

test('code that cannot be loaded is a network that cannot be reached, and the next call tries again', async () => {
  let loads = 0
  const { rest } = setUp(
    () => json({ url: 'https://files.test/1', expires_at: '2026-01-15T10:10:00.000Z' }),
    async (extras) => {
      loads += 1
      if (loads === 1) throw new TypeError('Failed to fetch dynamically imported module')
      return extras
    },
  )
  await expect(rest.media.link('x')).rejects.toMatchObject({ code: 'network_unreachable', retryable: true })
  expect(await Promise.all([rest.media.link('x'), rest.media.link('y')])).toHaveLength(2)
  expect(loads).toBe(2)
})

test('fields and values from the future are kept out of the way', async () => {
  const { rest } = setUp(() => json({ ...aConversation({ status: 'parked' }), novelty: 1 }))
  expect(await rest.conversations.get('c')).toEqual(aConversation({ status: 'parked' }))
})

test('tokens are fetched once for all who ask together, and a session that ended is told as such', async () => {
  let fetched = 0
  const tokens = createTokenSource({ getToken: async () => `token-${++fetched}` })
  expect(await Promise.all([tokens.get(), tokens.get()])).toEqual(['token-1', 'token-1'])
  expect(await Promise.all([tokens.get('token-1'), tokens.get('token-1')])).toEqual(['token-2', 'token-2'])
  expect(await tokens.get('token-1')).toBe('token-2')
  expect(fetched).toBe(2)
  await expect(createTokenSource({ getToken: () => '' }).get()).rejects.toMatchObject({ code: 'unauthorized' })
  const down = createTokenSource({ getToken: () => Promise.reject(new TypeError('fetch failed')) })
  await expect(down.get()).rejects.toMatchObject({ code: 'network_unreachable', retryable: true })
  expect(createTokenSource({ token: 'fixed' }).canRenew).toBe(false)
})

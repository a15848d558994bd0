import { API_BASE, routeAnswers } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { VirtualEnv } from '../testing/virtual-env'
import { aConversation, aMessage } from '../testing/entities'
import { createHttp } from './http'
import { createRest } from './rest'
import { createTokenSource } from './token-source'

const BASE = `http://inbox.test${API_BASE}`

function setUp(respond: (request: Request) => Response | Promise<Response>, getToken = () => 'token') {
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
  const http = createHttp(env, BASE, createTokenSource({ getToken }))
  return { env, http, rest: createRest(http), requests }
}

const json = (value: unknown, init?: ResponseInit) => Response.json(value, init)

test('every route that an agent or admin may call has exactly one method', async () => {
  const { rest, requests } = setUp(() => json({}))
  const groups = [rest.conversations, rest.messages, rest.media, rest.contacts, rest.agents, rest.events]
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
    media.download('x'),
    media.link('x'),
    contacts.list(),
    contacts.create({ name: 'x', phone: '+5511999990001' }),
    contacts.get('x'),
    contacts.update('x', {}),
    contacts.delete('x'),
    agents.list(),
    events.list(),
  ])
  const called = requests.map(({ method, url }) => `${method} ${new URL(url).pathname.replace(API_BASE, '')}`)
  const callable = Object.values(routeAnswers).filter(({ access }) => access !== 'none')
  expect(called.toSorted()).toEqual(
    callable.map(({ method, path }) => `${method} ${path.replace('{id}', 'x')}`).toSorted(),
  )
  expect(groups.flatMap((group) => Object.keys(group))).toHaveLength(callable.length)
})

test('a request carries token, query and body as the wire wants them', async () => {
  const { rest, requests } = setUp((request) => (request.method === 'GET' ? json([]) : json(aMessage())))
  await rest.conversations.list({ search: 'joão & cia', unread: true, limit: 10 })
  await rest.messages.send('a/b', { content: 'Olá' })
  const [list, send] = requests
  expect(list?.url).toBe(`${BASE}/conversations?search=jo%C3%A3o+%26+cia&unread=true&limit=10`)
  expect(list?.headers.get('Authorization')).toBe('Bearer token')
  expect(send?.url).toBe(`${BASE}/conversations/a%2Fb/messages`)
  expect(await send?.json()).toEqual({ content: 'Olá' })
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

test('messages go on by message, contacts by offset, and a last page by nothing', async () => {
  const links = [`<${BASE}/x?before=m5>; rel="next"`, '</api/v1/contacts?offset=50>; rel="next"']
  const { rest } = setUp(() => json([], { headers: { Link: links.shift() ?? '' } }))
  expect((await rest.messages.list('c1', { limit: 5 })).next).toEqual({ limit: 5, before: 'm5' })
  expect((await rest.contacts.list({ search: 'a' })).next).toEqual({ search: 'a', offset: 50 })
  expect((await rest.conversations.list()).next).toBeNull()
})

test('a problem becomes an error with its code, its paths and how long to wait', async () => {
  const body = {
    type: 'about:blank',
    title: 'Some values are wrong',
    status: 422,
    code: 'invalid_request',
    detail: 'content must not be blank',
    errors: [{ path: 'content', message: 'must not be blank' }],
  }
  const { rest } = setUp(() => json(body, { status: 422, headers: { 'Retry-After': '7' } }))
  await expect(rest.messages.send('c1', { content: '' })).rejects.toMatchObject({
    name: 'PytakeError',
    message: 'unable to POST /conversations/{id}/messages; content must not be blank',
    code: 'invalid_request',
    retryable: false,
    status: 422,
    retryAfterMs: 7_000,
    problem: { errors: [{ path: 'content' }] },
  })
})

test.each([
  [502, '<html>Bad gateway</html>', 'service_unavailable', true],
  [500, '', 'internal_error', true],
  [429, '', 'rate_limited', true],
  [404, '', 'not_found', false],
  [418, '{}', 'invalid_response', false],
  [503, '{"type":"","title":"","status":503,"code":"from_the_future"}', 'from_the_future', true],
  [409, '{"type":"","title":"","status":409,"code":"request_in_flight"}', 'request_in_flight', true],
  [409, '{"type":"","title":"","status":409,"code":"from_the_future"}', 'from_the_future', false],
])('HTTP %i with %j is %s', async (status, text, code, retryable) => {
  const { rest } = setUp(() => new Response(text, { status }))
  await expect(rest.agents.list()).rejects.toMatchObject({ code, retryable, status })
})

test('an answer that does not follow the protocol is an error, not data', async () => {
  const { rest } = setUp(() => json([{ id: 'only an id' }]))
  await expect(rest.conversations.list()).rejects.toMatchObject({ code: 'invalid_response', retryable: false })
  const { rest: broken } = setUp(() => new Response('[{', { status: 200 }))
  await expect(broken.agents.list()).rejects.toMatchObject({ code: 'invalid_response' })
})

test('fields and values from the future are kept out of the way', async () => {
  const { rest } = setUp(() => json({ ...aConversation({ status: 'parked' }), novelty: 1 }))
  expect(await rest.conversations.get('c')).toEqual(aConversation({ status: 'parked' }))
})

test('no network, no answer in time and a cancelled request are told apart', async () => {
  const { rest: offline } = setUp(() => {
    throw new TypeError('fetch failed')
  })
  await expect(offline.agents.list()).rejects.toMatchObject({ code: 'network_unreachable', retryable: true })

  const { rest, env } = setUp(async () => {
    await env.sleep(1_000_000)
    return json([])
  })
  const slow = expect(rest.agents.list()).rejects.toMatchObject({ code: 'request_timeout', retryable: true })
  const held = expect(rest.events.list({ wait: 25_000 })).rejects.toMatchObject({ code: 'request_timeout' })
  const controller = new AbortController()
  const cancelled = expect(rest.agents.list({ signal: controller.signal })).rejects.toMatchObject({
    code: 'request_aborted',
    retryable: false,
  })
  await env.settle()
  controller.abort()
  await cancelled
  await env.advance(30_000)
  await slow
  await env.advance(25_000)
  await held
})

test('a token that never comes does not hold a request for ever', async () => {
  const env = new VirtualEnv()
  const rest = createRest(createHttp(env, BASE, createTokenSource({ getToken: () => new Promise(() => undefined) })))
  const refused = expect(rest.agents.list()).rejects.toMatchObject({ code: 'request_timeout' })
  await env.advance(30_000)
  await refused
  expect(env.pendingTimers).toBe(0)
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

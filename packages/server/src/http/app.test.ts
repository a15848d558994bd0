import { routes } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { ServerError } from '../domain/errors'
import { aConversation, aMessage } from './testing/fake-inbox'
import { createHarness } from './testing/harness'

test('the list of conversations is a bare array with the position before it as cursor', async () => {
  const { ask } = createHarness({
    inbox: { conversations: { list: async () => ({ items: [aConversation()], position: 36, next: null }) } },
  })
  const response = await ask('/api/v1/conversations')
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual([aConversation()])
  expect(response.headers.get('x-event-cursor')).toMatch(/^epoch-1\.10\.[\w-]{16}$/)
  expect(response.headers.get('link')).toBeNull()
})

test('a list that goes on links to its next page and keeps the filters', async () => {
  const { ask } = createHarness({
    inbox: { conversations: { list: async () => ({ items: [], position: 1, next: 'k=1' }) } },
  })
  const response = await ask('/api/v1/conversations?status=waiting&offset=50')
  expect(response.headers.get('link')).toBe(
    '<http://inbox.test/api/v1/conversations?status=waiting&cursor=k%3D1>; rel="next"',
  )
})

test('the query reaches the inbox with its defaults', async () => {
  const queries: unknown[] = []
  const { ask } = createHarness({
    inbox: {
      conversations: {
        list: async (_, query) => {
          queries.push(query)
          return { items: [], position: 0, next: null }
        },
      },
    },
  })
  await ask('/api/v1/conversations?search=jo%C3%A3o&utm_source=mail&limit=1&limit=2')
  expect(queries).toEqual([{ search: 'joão', limit: 2, offset: 0 }])
})

test('sending answers 200 with the stored message', async () => {
  const { post } = createHarness({ inbox: { messages: { send: async () => aMessage({ status: 'pending' }) } } })
  const response = await post('/api/v1/conversations/c1/messages', {
    content: 'Olá!',
    message_type: 'text',
    metadata: {},
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'pending' })
})

test.each([
  ['missing', {}, 'unauthorized'],
  ['of another scheme', { authorization: 'Basic YTpi' }, 'unauthorized'],
  ['unknown', { authorization: 'Bearer nobody' }, 'unauthorized'],
  ['expired', { authorization: 'Bearer expired' }, 'token_expired'],
])('a token that is %s is refused with 401', async (_, headers, code) => {
  const { fetch } = createHarness()
  const response = await fetch('/api/v1/conversations', { headers: new Headers(Object.entries(headers)) })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toContain('Bearer')
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ code, status: 401 })
})

test('an admin route is forbidden to agents and open to admins', async () => {
  const { ask } = createHarness({ inbox: { conversations: { remove: async () => undefined } } })
  expect((await ask('/api/v1/conversations/c1', { method: 'DELETE' })).status).toBe(403)
  const asBoss = { method: 'DELETE', headers: { authorization: 'Bearer boss' } }
  expect((await ask('/api/v1/conversations/c1', asBoss)).status).toBe(204)
})

test('every route of the table is answered by an endpoint', async () => {
  const { fetch } = createHarness()
  const statuses = await Promise.all(
    Object.values(routes).map(async ({ method, path }) => {
      const response = await fetch(`/api/v1${path.replace('{id}', 'x')}`, { method })
      return (await response.json()).code
    }),
  )
  // Both webhook routes answer that no channel is configured; the others want a token.
  expect(statuses.filter((code) => code !== 'unauthorized')).toEqual(['not_found', 'not_found'])
})

test('an unknown path is a 404 problem and a wrong method a 405 with Allow', async () => {
  const { ask } = createHarness()
  const unknown = await ask('/api/v1/nothing')
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({ code: 'not_found' })
  const wrong = await ask('/api/v1/conversations/c1', { method: 'PUT' })
  expect(wrong.status).toBe(405)
  expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH'])
  expect(await wrong.json()).toMatchObject({ code: 'method_not_allowed' })
})

test('HEAD answers as GET without a body', async () => {
  const { ask } = createHarness({ inbox: { conversations: { get: async () => aConversation() } } })
  const response = await ask('/api/v1/conversations/c1', { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
})

test('every answer carries the request id, and a sane one of the caller is kept', async () => {
  const { ask } = createHarness()
  const own = await ask('/api/v1/conversations/c1', { headers: { 'x-request-id': 'trace-1' } })
  expect(own.headers.get('x-request-id')).toBe('trace-1')
  expect(await own.json()).toMatchObject({ request_id: 'trace-1' })
  const foreign = await ask('/api/v1/conversations', { headers: { 'x-request-id': 'a b<script>' } })
  expect(foreign.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('an unexpected error says nothing of itself and is logged under the request id', async () => {
  const failure = new Error('SQLITE_ERROR: no such table conversations')
  const { ask, lines } = createHarness({ inbox: { conversations: { get: () => Promise.reject(failure) } } })
  const response = await ask('/api/v1/conversations/c1')
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(text).not.toMatch(/SQLITE|at /)
  const requestId = response.headers.get('x-request-id')
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      fields: expect.objectContaining({ request_id: requestId, error: failure }),
    }),
  )
})

test('a conversation that advanced answers with what was missed', async () => {
  const missed = [aMessage({ id: 'm2' })]
  const refused = new ServerError('conversation_advanced', 'unable to send message; newer ones arrived', { missed })
  const { post } = createHarness({ inbox: { messages: { send: () => Promise.reject(refused) } } })
  const response = await post('/api/v1/conversations/c1/messages', { content: 'x', if_last_message_id: 'm1' })
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({ code: 'conversation_advanced', missed: [{ id: 'm2' }] })
  expect(response.headers.get('retry-after')).toBeNull()
})

test('a request still in flight says when to come back', async () => {
  const inFlight = new ServerError('request_in_flight', 'unable to send message; the same request is running')
  const { post } = createHarness({ inbox: { messages: { send: () => Promise.reject(inFlight) } } })
  const response = await post('/api/v1/conversations/c1/messages', { content: 'x', client_message_id: 'a' })
  expect(response.status).toBe(409)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('the page of an allowed origin may read the headers it needs; others get no permission', async () => {
  const { ask, fetch } = createHarness()
  const allowed = await ask('/api/v1/nothing', { headers: { origin: 'http://localhost:3000' } })
  expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
  expect(allowed.headers.get('access-control-expose-headers')).toMatch(
    /Link.*X-Event-Cursor.*Retry-After.*X-Request-Id/,
  )
  expect(allowed.headers.get('vary')).toContain('Origin')
  const foreign = await fetch('/api/v1/conversations', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example' },
  })
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
})

test('a preflight for sending is answered without a token', async () => {
  const { fetch } = createHarness()
  const response = await fetch('/api/v1/conversations/c1/messages', {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-headers')).toMatch(/Authorization,Content-Type/)
})

test('with sockets switched off their path is nothing, not a conversation called "ws"', async () => {
  const { fetch } = createHarness({ change: { socketPath: null } })
  expect((await fetch('/api/v1/conversations/ws')).status).toBe(404)
})

test('the socket path asks plain HTTP to upgrade and answers the health check', async () => {
  const { fetch, drain } = createHarness()
  const plain = await fetch('/api/v1/conversations/ws')
  expect(plain.status).toBe(426)
  expect(plain.headers.get('upgrade')).toBe('websocket')
  expect(await plain.json()).toMatchObject({ code: 'upgrade_required' })
  const probe = { method: 'HEAD', headers: { upgrade: 'websocket' } }
  expect((await fetch('/api/v1/conversations/ws', probe)).status).toBe(200)
  drain()
  expect((await fetch('/api/v1/conversations/ws', probe)).status).toBe(503)
})

test('without sockets their path does not exist', async () => {
  const { ask } = createHarness({ change: { socketPath: null } })
  expect((await ask('/api/v1/conversations/ws')).status).toBe(404)
})

test('a draining server is alive, not ready, and refuses new work with Retry-After', async () => {
  const { fetch, ask, drain } = createHarness()
  expect((await fetch('/readyz')).status).toBe(200)
  drain()
  expect((await fetch('/healthz')).status).toBe(200)
  expect((await fetch('/readyz')).status).toBe(503)
  const refused = await ask('/api/v1/conversations')
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('2')
})

test('a server that cannot read its database is not ready', async () => {
  const { fetch } = createHarness({ inbox: { log: { head: () => Promise.reject(new Error('disk')) } } })
  expect((await fetch('/readyz')).status).toBe(503)
})

test('a principal beyond its rate waits, while sending is counted apart', async () => {
  const { ask, post, clock } = createHarness({
    inbox: { messages: { send: async () => aMessage() } },
    change: { rateLimit: { perMinute: 60, burst: 2 } },
  })
  const statuses = [await ask('/api/v1/agents'), await ask('/api/v1/agents'), await ask('/api/v1/agents')]
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
  expect(statuses[2]?.headers.get('retry-after')).toBe('1')
  expect((await post('/api/v1/conversations/c1/messages', { content: 'x' })).status).toBe(200)
  clock.advance(1000)
  expect((await ask('/api/v1/agents')).status).toBe(200)
})

test('the description of the API names every route', async () => {
  const { fetch } = createHarness()
  const document = await (await fetch('/api/v1/openapi.json')).json()
  const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(operations.sort()).toEqual(Object.keys(routes).sort())
})

test('the description asks for a body only where the route does', async () => {
  const { paths } = await (await createHarness().fetch('/api/v1/openapi.json')).json()
  const isRequired = (path: string) => paths[`/api/v1/conversations/{id}/${path}`].post.requestBody.required
  expect([isRequired('read'), isRequired('messages')]).toEqual([false, true])
})

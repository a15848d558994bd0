import { API_BASE, extraRouteAnswers, routeAnswers } from '@pytake/protocol'
import { http as onHttp, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { aConversation, aMessage } from '../testing/entities'
import { VirtualEnv } from '../testing/virtual-env'
import type { Http, RestEnv } from './http'
import type { TokenSource } from './token-source'
import { createTokenSource } from './token-source'

type CreateHttp = (env: RestEnv, baseUrl: string, tokens: TokenSource) => Http

type SetUp = (
  respond: (request: Request) => Response | Promise<Response>,
  options?: SetUpOptions,
) => {
  env: VirtualEnv
  requests: Request[]
  http: Http
}

interface SetUpOptions {
  /** Virtual time between client and server. */
  latencyMs?: number
  token?: string
  getToken?: () => string | Promise<string>
}

const BASE = `http://inbox.test${API_BASE}`
const { listAgents, listConversations, sendMessage, listEvents } = routeAnswers
const { getMedia, deleteContact, uploadMedia } = extraRouteAnswers

/** What every adapter of `Http` must do, told by a real HTTP exchange; call it in the test file of each. */
export function httpContract(name: string, create: CreateHttp): void {
  const network = setupServer()
  beforeAll(() => network.listen({ onUnhandledRequest: 'error' }))
  afterEach(() => network.resetHandlers())
  afterAll(() => network.close())

  const setUp: SetUp = (respond, { latencyMs = 0, ...session } = {}) => {
    const env = new VirtualEnv()
    const requests: Request[] = []
    network.use(
      onHttp.all(`${BASE}/*`, ({ request }) => {
        requests.push(request.clone())
        return respond(request)
      }),
    )
    env.connectTo({
      respond: async (request) => {
        if (latencyMs > 0) await env.sleep(latencyMs)
        return fetch(request)
      },
      open: () => {
        throw new Error('no sockets here')
      },
    })
    const tokens = createTokenSource(session.token || session.getToken ? session : { token: 'token' })
    return { env, requests, http: create(env, BASE, tokens) }
  }

  sendsRequests(name, setUp)
  renewsTokens(name, setUp)
  readsProblems(name, setUp)
  endsRequests(name, setUp)
}

const json = (value: unknown, init?: ResponseInit) => Response.json(value, init)

function sendsRequests(name: string, setUp: SetUp): void {
  test(`${name}: a file is the body as it is, under its own type or as plain bytes`, async () => {
    const { http, requests } = setUp(() => Response.json({ id: 'f1', mime_type: 'image/png', status: 'ready' }))
    const file = new Blob(['bytes'], { type: 'image/png' })
    await http.json(uploadMedia, { file, query: { filename: 'é.png', other: undefined } })
    await http.json(uploadMedia, { file: new Blob(['x']) })
    expect(requests.map(({ headers }) => headers.get('content-type'))).toEqual([
      'image/png',
      'application/octet-stream',
    ])
    expect(requests[0]?.url).toBe(`${BASE}/media?filename=%C3%A9.png`)
    expect(await requests[0]?.text()).toBe('bytes')
  })

  test(`${name}: a request carries method, path, query and bearer token as the wire wants them`, async () => {
    const { http, requests } = setUp(() => json([]))
    await http.json(listConversations, { query: { search: 'joão & cia', unread: true, limit: 10, cursor: undefined } })
    const [request] = requests
    expect(request?.method).toBe('GET')
    expect(request?.url).toBe(`${BASE}/conversations?search=jo%C3%A3o+%26+cia&unread=true&limit=10`)
    expect(request?.headers.get('Authorization')).toBe('Bearer token')
    expect(await request?.text()).toBe('')
  })

  test(`${name}: a body goes out as JSON, and an id cannot leave its place in the path`, async () => {
    const { http, requests } = setUp(() => json(aMessage()))
    await http.json(sendMessage, { id: 'a/b', body: { content: 'Olá' } })
    const [request] = requests
    expect(request?.method).toBe('POST')
    expect(request?.url).toBe(`${BASE}/conversations/a%2Fb/messages`)
    expect(request?.headers.get('Content-Type')).toBe('application/json')
    expect(await request?.json()).toEqual({ content: 'Olá' })
  })

  test(`${name}: an answer comes parsed, with its headers`, async () => {
    const { http } = setUp(() => json([aConversation()], { headers: { 'X-Event-Cursor': 'e1.7' } }))
    const { data, headers } = await http.json(listConversations, {})
    expect(data).toEqual([aConversation()])
    expect(headers.get('X-Event-Cursor')).toBe('e1.7')
  })

  test(`${name}: a file comes unread, and nothing is an answer too`, async () => {
    const bytes = new Uint8Array([0, 1, 254, 255])
    const { http } = setUp((request) =>
      request.method === 'DELETE' ? new HttpResponse(null, { status: 204 }) : new HttpResponse(bytes),
    )
    const file = await http.raw(getMedia, { id: 'm1' })
    expect(file.bodyUsed).toBe(false)
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes)
    expect((await http.raw(deleteContact, { id: 'c1' })).status).toBe(204)
  })
}

function renewsTokens(name: string, setUp: SetUp): void {
  const refuseOld = (request: Request) =>
    request.headers.get('Authorization') === 'Bearer token-2' ? json(aMessage()) : json({}, { status: 401 })

  test(`${name}: a refused token is renewed, and the same request sent again`, async () => {
    let fetched = 0
    const { http, requests } = setUp(refuseOld, { getToken: () => `token-${++fetched}` })
    await http.json(sendMessage, { id: 'c1', body: { content: 'Olá' } })
    expect(requests.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer token-1', 'Bearer token-2'])
    const bodies = await Promise.all(requests.map((request) => request.json()))
    expect(bodies).toEqual([{ content: 'Olá' }, { content: 'Olá' }])
  })

  test(`${name}: a token that is refused again is not renewed for ever`, async () => {
    let fetched = 0
    const { http, requests } = setUp(() => json({}, { status: 401 }), { getToken: () => `token-${++fetched}` })
    await expect(http.json(listAgents, {})).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
    expect(requests).toHaveLength(2)
  })

  test(`${name}: a fixed token is not tried twice`, async () => {
    const { http, requests } = setUp(() => json({}, { status: 401 }), { token: 'fixed' })
    await expect(http.json(listAgents, {})).rejects.toMatchObject({ code: 'unauthorized', retryable: false })
    expect(requests).toHaveLength(1)
  })
}

function readsProblems(name: string, setUp: SetUp): void {
  test(`${name}: a problem becomes an error with its code, its paths and how long to wait`, async () => {
    const detail = 'content must not be blank'
    const errors = [{ path: 'content', message: 'must not be blank' }]
    const body = { type: 'about:blank', title: 'Wrong values', status: 422, code: 'invalid_request', detail, errors }
    const { http } = setUp(() => json(body, { status: 422, headers: { 'Retry-After': '7' } }))
    await expect(http.json(sendMessage, { id: 'c1', body: {} })).rejects.toMatchObject({
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
  ])(`${name}: HTTP %i with %j is %s, and nothing is tried again`, async (status, text, code, retryable) => {
    const { http, requests } = setUp(() => new HttpResponse(text, { status }))
    await expect(http.json(listAgents, {})).rejects.toMatchObject({ code, retryable, status })
    await expect(http.raw(getMedia, { id: 'm1' })).rejects.toMatchObject({ code, retryable, status })
    expect(requests).toHaveLength(2)
  })

  test.each(['[{', '', '[{"id":"only an id"}]', '{}'])(`${name}: %j for a list is an error, not data`, async (text) => {
    const { http } = setUp(() => new HttpResponse(text))
    await expect(http.json(listConversations, {})).rejects.toMatchObject({
      code: 'invalid_response',
      retryable: false,
      status: 200,
    })
  })
}

function endsRequests(name: string, setUp: SetUp): void {
  test(`${name}: a network that fails is told as such, and nothing is tried again`, async () => {
    const { http, env, requests } = setUp(() => HttpResponse.error())
    await expect(http.json(listAgents, {})).rejects.toMatchObject({ code: 'network_unreachable', retryable: true })
    expect(requests).toHaveLength(1)
    expect(env.pendingTimers).toBe(0)
  })

  test(`${name}: an answer that takes longer than it may is a timeout`, async () => {
    const { http, env } = setUp(() => json([]), { latencyMs: 1_000_000 })
    const settled: string[] = []
    const fate = async (title: string, request: Promise<unknown>) => {
      await expect(request).rejects.toMatchObject({ code: 'request_timeout', retryable: true })
      settled.push(title)
    }
    const all = [
      fate('slow', http.json(listAgents, {})),
      fate('held', http.json(listEvents, { query: { wait: 25_000 }, waitMs: 25_000 })),
    ]
    await env.advance(29_999)
    expect(settled).toEqual([])
    await env.advance(1)
    expect(settled).toEqual(['slow'])
    await env.advance(25_000)
    expect(settled).toEqual(['slow', 'held'])
    await Promise.all(all)
  })

  test(`${name}: a body that never ends is a timeout too`, async () => {
    const { http, env, requests } = setUp(() => new HttpResponse(new ReadableStream()))
    const refused = expect(http.json(listAgents, {})).rejects.toMatchObject({ code: 'request_timeout' })
    await env.advance(30_000)
    await refused
    expect(requests).toHaveLength(1)
    expect(env.pendingTimers).toBe(0)
  })

  test(`${name}: a token that never comes does not hold a request for ever`, async () => {
    const { http, env } = setUp(() => json([]), { getToken: () => new Promise(() => undefined) })
    const refused = expect(http.json(listAgents, {})).rejects.toMatchObject({ code: 'request_timeout' })
    await env.advance(30_000)
    await refused
    expect(env.pendingTimers).toBe(0)
  })

  test(`${name}: a request ends with its signal, and one that was aborted before is not sent`, async () => {
    const { http, env, requests } = setUp(() => json([]), { latencyMs: 1_000 })
    const controller = new AbortController()
    const { signal } = controller
    const cancelled = expect(http.json(listAgents, { signal })).rejects.toMatchObject({
      code: 'request_aborted',
      retryable: false,
    })
    await env.settle()
    controller.abort()
    await cancelled
    await expect(http.json(listAgents, { signal })).rejects.toMatchObject({ code: 'request_aborted' })
    await env.advance(1_000)
    expect(requests).toHaveLength(0)
  })

  test(`${name}: closing ends what is under way and refuses what comes`, async () => {
    const { http, env } = setUp(() => json([]), { latencyMs: 1_000 })
    const cut = expect(http.json(listAgents, {})).rejects.toMatchObject({ code: 'client_closed' })
    await env.settle()
    http.close()
    await cut
    await expect(http.raw(getMedia, { id: 'm1' })).rejects.toMatchObject({ code: 'client_closed' })
  })
}

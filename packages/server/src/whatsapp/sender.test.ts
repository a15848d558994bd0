import type { Message } from '@pytake/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OutboundMessage } from '../domain/ports'
import { virtualEnv } from '../testing/virtual-env'
import { SEND_TIMEOUT_MS, whatsapp } from './whatsapp'
import { answers, neverAnswers, refuses, resets, startFakeGraph, type FakeGraph } from './testing/fake-graph'
import { CUSTOMER, NUMBER } from './testing/deliveries'

let graph: FakeGraph
beforeEach(async () => {
  graph = await startFakeGraph()
})
afterEach(() => graph.close())

const options = { phoneNumberId: NUMBER, accessToken: 'token', appSecret: 's', verifyToken: 'v', tenantId: 'acme' }

function openChannel(graphUrl = graph.url, fetchIt: (request: Request) => Promise<Response> = (r) => fetch(r)) {
  const env = virtualEnv({ fetch: fetchIt })
  return { env, channel: whatsapp({ ...options, graphUrl }).open(env).channel }
}

const send = (extra: Partial<OutboundMessage> = {}) => openChannel().channel.send(outbound(extra))

const outbound = (extra: Partial<OutboundMessage> = {}, message: Partial<Message> = {}): OutboundMessage => ({
  attempt_ref: 'attempt-1',
  to: CUSTOMER,
  reply_to_external_id: null,
  location: null,
  file: null,
  ...extra,
  message: {
    id: 'm1',
    tenant_id: 'acme',
    conversation_id: 'c1',
    seq: 1,
    sender_type: 'agent',
    sender_id: 'ana',
    content: 'Olá',
    message_type: 'text',
    status: 'pending',
    reactions: [],
    metadata: {},
    created_at: '2026-01-15T10:30:00.000Z',
    updated_at: '2026-01-15T10:30:00.000Z',
    version: 1,
    ...message,
  },
})

test('a text goes out with our id, and the answer names the message', async () => {
  expect(await send()).toEqual({ kind: 'accepted', external_id: 'wamid.out', held: false })
  expect(graph.requests).toMatchObject([
    {
      method: 'POST',
      path: `/v25.0/${NUMBER}/messages`,
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      json: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: CUSTOMER,
        type: 'text',
        text: { body: 'Olá', preview_url: false },
        biz_opaque_callback_data: 'attempt-1',
      },
    },
  ])
})

test('a user id goes into recipient, and never a phone with it', async () => {
  await send({ to: 'BR.13491208655302741918' })
  expect(graph.requests[0]?.json).toMatchObject({ recipient: 'BR.13491208655302741918' })
  expect(graph.requests[0]?.json).not.toHaveProperty('to')
})

test('a reply names the message that it quotes', async () => {
  await send({ reply_to_external_id: 'wamid.quoted' })
  expect(graph.requests[0]?.json).toMatchObject({ context: { message_id: 'wamid.quoted' } })
})

test('a link asks for its preview', async () => {
  await openChannel().channel.send(outbound({}, { content: 'Veja https://example.com' }))
  expect(graph.requests[0]?.json).toMatchObject({ text: { preview_url: true } })
})

test('a location goes out as one', async () => {
  const location = { latitude: -23.5, longitude: -46.6, name: 'MASP', url: 'https://example.com' }
  await openChannel().channel.send(outbound({ location }, { message_type: 'location', content: '📍 MASP' }))
  expect(graph.requests[0]?.json).toMatchObject({
    type: 'location',
    location: { latitude: -23.5, longitude: -46.6, name: 'MASP' },
  })
})

test.each(['note', 'template', 'from_next_year'])('a %s never reaches WhatsApp', async (message_type) => {
  const outcome = await openChannel().channel.send(outbound({}, { message_type }))
  expect(outcome).toMatchObject({ kind: 'rejected', error: { retryable: false } })
  expect(graph.requests).toEqual([])
})

test.each(['held_for_quality_assessment', 'paused'])('a message that is %s is accepted, but held', async (state) => {
  graph.behave(answers(200, { messages: [{ id: 'wamid.out', message_status: state }] }))
  expect(await send()).toEqual({ kind: 'accepted', external_id: 'wamid.out', held: true })
})

test.each([4, 80007, 130429, 131056, 131016, 131057, 2, 133004])('code %i is refused for now', async (code) => {
  graph.behave(refuses(code, code === 2 || code === 133004 ? 503 : 400))
  expect(await send()).toMatchObject({
    kind: 'rejected',
    error: { provider_code: String(code), detail: 'because', retryable: true },
    retryAfterMs: null,
  })
})

test.each([
  [190, 401, 'channel_unauthorized'],
  [0, 401, 'channel_unauthorized'],
  [131047, 400, 'reply_window_closed'],
  [131026, 400, 'recipient_unreachable'],
  [131048, 400, 'channel_paused'],
  [131049, 400, 'recipient_limited'],
  [131009, 400, 'message_refused'],
  [3, 500, 'channel_restricted'],
  [131031, 403, 'channel_restricted'],
  [230, 403, 'channel_restricted'],
  [999999, 400, 'message_refused'],
])('code %i with status %i is refused for good as %s', async (code, status, ours) => {
  graph.behave(refuses(code, status))
  expect(await send()).toMatchObject({ kind: 'rejected', error: { code: ours, retryable: false } })
})

test('an unknown code keeps the words of Meta', async () => {
  graph.behave(refuses(139999))
  expect(await send()).toMatchObject({ error: { provider_code: '139999', title: '(#139999) No', detail: 'because' } })
})

test('Retry-After and the usage header say how long to wait', async () => {
  const body = { error: { code: 80007, message: 'slow down' } }
  graph.behave(answers(400, body, { 'retry-after': '30' }))
  expect(await send()).toMatchObject({ retryAfterMs: 30_000 })
  const usage = { 123: [{ type: 'whatsapp', estimated_time_to_regain_access: 2 }] }
  graph.behave(answers(400, body, { 'x-business-use-case-usage': JSON.stringify(usage) }))
  expect(await send()).toMatchObject({ retryAfterMs: 120_000 })
  graph.behave(answers(400, body, { 'retry-after': '99999999', 'x-business-use-case-usage': '{broken' }))
  expect(await send()).toMatchObject({ retryAfterMs: 3_600_000 })
})

test('a proxy that refuses has refused', async () => {
  graph.behave(answers(429, '<html>', { 'retry-after': '5' }))
  expect(await send()).toMatchObject({ kind: 'rejected', error: { retryable: true }, retryAfterMs: 5_000 })
  graph.behave(answers(403, '<html>'))
  expect(await send()).toMatchObject({ kind: 'rejected', error: { retryable: false } })
})

test.each([
  ['a reset after the request was read', resets],
  ['a 500 without a code', answers(500, '<html>oops</html>')],
  ['a 502 in JSON of somebody else', answers(502, { message: 'bad gateway' })],
  ['a 500 with a code nobody knows', refuses(987654, 500)],
  ['the code 131000', refuses(131000, 500)],
  ['a 200 that is no JSON', answers(200, 'OK')],
  ['a 200 without a message', answers(200, { success: true })],
  ['a 200 with an empty id', answers(200, { messages: [{ id: '' }] })],
  ['a 408', answers(408, 'timeout')],
  ['a redirect', answers(302, '', { location: 'http://127.0.0.1:1/' })],
  [
    'a 200 cut off in its body',
    (response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"messages":[{"id":"wamid')
      response.socket?.end()
    },
  ],
  ['an answer without end', answers(200, 'x'.repeat(300_000))],
] satisfies [string, Parameters<FakeGraph['behave']>[0]][])('after %s nobody knows', async (_name, behaviour) => {
  graph.behave(behaviour)
  expect(await send()).toMatchObject({ kind: 'unknown' })
  expect(graph.requests).toHaveLength(1)
})

test('without an answer in time nobody knows, and the call is given up', async () => {
  graph.behave(neverAnswers)
  const { env, channel } = openChannel()
  const arrived = graph.nextRequest()
  const outcome = channel.send(outbound())
  await arrived
  await env.advance(SEND_TIMEOUT_MS)
  expect(await outcome).toMatchObject({ kind: 'unknown', error: { code: 'outcome_unknown' } })
})

test('a call that ignores being given up does not hold the sender up', async () => {
  const { env, channel } = openChannel(graph.url, () => new Promise(() => {}))
  const outcome = channel.send(outbound())
  await env.advance(SEND_TIMEOUT_MS)
  expect(await outcome).toMatchObject({ kind: 'unknown' })
  expect(channel.sendTimeoutMs).toBe(SEND_TIMEOUT_MS)
})

test('a refused connection is surely not sent', async () => {
  await graph.close()
  expect(await send()).toMatchObject({
    kind: 'rejected',
    error: { code: 'channel_unreachable', retryable: true },
  })
})

test('receipt and typing name the last message', async () => {
  graph.behave(answers(200, { success: true }))
  const { channel } = openChannel()
  await channel.markRead('wamid.in')
  await channel.typing('wamid.in')
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.in' }
  expect(graph.requests.map(({ json }) => json)).toEqual([read, { ...read, typing_indicator: { type: 'text' } }])
})

test('a receipt fails for now or for good', async () => {
  const { channel } = openChannel()
  for (const behaviour of [resets, refuses(131056), refuses(190, 401), answers(503, '')]) {
    graph.behave(behaviour)
    await expect(channel.markRead('wamid.in')).rejects.toMatchObject({ retryable: true })
  }
  graph.behave(refuses(131009))
  await expect(channel.markRead('wamid.in')).rejects.toMatchObject({ code: 'invalid_request', retryable: false })
})

test('the error of a receipt quotes nothing that Meta wrote', async () => {
  graph.behave(refuses(131009, 400, 'number 5511999990001 is wrong'))
  const error = await openChannel()
    .channel.markRead('wamid.in')
    .catch((caught: unknown) => caught)
  expect(String(error)).toContain('131009')
  expect(String(error)).not.toContain('5511')
})

test.each([
  [{ ...options, accessToken: '' }, 'accessToken'],
  [{ ...options, graphUrl: 'ftp://example.com' }, 'graphUrl'],
  [{ ...options, graphUrl: 'nonsense' }, 'graphUrl'],
])('a wrong option is named: %j', (wrong, name) => {
  expect(() => whatsapp(wrong)).toThrow(
    expect.objectContaining({ code: 'invalid_configuration', message: expect.stringContaining(name) }),
  )
})

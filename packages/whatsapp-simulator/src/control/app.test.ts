import { expect, test } from 'vitest'
import { sampleImage } from '../samples'
import { JOAO, simulate } from '../testing/simulation'

async function open() {
  const simulation = await simulate({ customers: [{ waId: JOAO, name: 'João' }] })
  await simulation.env.settle()
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    simulation.simulator.fetch(
      new Request(`${simulation.simulator.url}/_simulator${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  return { ...simulation, call }
}

test('what the page sends reaches the business', async () => {
  const { env, receiver, call } = await open()
  const contents = [
    { text: 'Oi' },
    { image: 'sample' },
    { voice: 'sample' },
    { location: { latitude: 1, longitude: 2 } },
  ]
  for (const content of contents) expect((await call('POST', `/customers/${JOAO}/messages`, content)).status).toBe(201)
  await env.settle()
  expect(receiver.messages.map(({ type }) => type)).toEqual(['text', 'image', 'audio', 'location'])
})

test('a chosen file goes out as what it is', async () => {
  const { env, receiver, simulator } = await open()
  const form = new FormData()
  form.append('kind', 'document')
  form.append('file', new File(['%PDF'], 'nota.pdf', { type: 'application/pdf' }))
  const url = `${simulator.url}/_simulator/customers/${JOAO}/messages`
  expect((await simulator.fetch(new Request(url, { method: 'POST', body: form }))).status).toBe(201)
  await env.settle()
  expect(receiver.messages).toMatchObject([{ document: { filename: 'nota.pdf', mime_type: 'application/pdf' } }])
})

test('the overview shows unread, typing and the reply window', async () => {
  const { env, simulator, call, sends, post } = await open()
  await simulator.phone(JOAO).sends('Oi')
  await env.settle()
  await sends('Olá')
  await env.advance(800)
  const [first] = simulator.phone(JOAO).messages()
  await post({
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: first?.id,
    typing_indicator: { type: 'text' },
  })
  const overview: unknown = await (await call('GET', '/state')).json()
  expect(overview).toMatchObject({
    autoRead: true,
    webhooks: { receiver: 'healthy', pending: 0 },
    customers: [
      { waId: JOAO, unreadCount: 1, typingMs: 25_000, windowMs: 24 * 60 * 60_000 - 800, lastMessage: { text: 'Olá' } },
    ],
  })
  expect((await call('POST', `/customers/${JOAO}/read`)).status).toBe(204)
  expect(await (await call('GET', '/state')).json()).toMatchObject({ customers: [{ unreadCount: 0 }] })
})

test('network, clock, settings and faults are a tester’s to change', async () => {
  const { simulator, call, refused } = await open()
  await simulator.phone(JOAO).sends('Oi')
  await call('PUT', `/customers/${JOAO}/online`, { online: false })
  expect((await call('POST', `/customers/${JOAO}/read`)).status).toBe(409)
  await call('PUT', '/settings', { autoRead: false })
  expect((await call('POST', '/faults', { target: 'messages', fault: { code: 131056 } })).status).toBe(201)
  expect(await refused({ text: { body: 'a' } })).toMatchObject({ code: 131056 })
  await call('POST', '/faults', { target: 'webhooks', fault: 'duplicate' })
  expect((await call('DELETE', '/faults')).status).toBe(204)
  await call('POST', '/clock', { jumpMs: 24 * 60 * 60_000 })
  expect(await refused({ text: { body: 'a' } })).toMatchObject({ code: 131047 })
  expect(await (await call('GET', '/state')).json()).toMatchObject({
    autoRead: false,
    clockOffsetMs: 24 * 60 * 60_000,
    faults: { messages: [], media: [], webhooks: [] },
    customers: [{ online: false }],
  })
})

test('log and pending webhooks can be inspected', async () => {
  const { env, simulator, call } = await open()
  env.network = () => Promise.resolve(new Response('', { status: 500 }))
  await simulator.phone(JOAO).sends('Oi')
  await env.settle()
  expect(await (await call('GET', '/webhooks')).json()).toMatchObject({
    items: [{ attempts: 1, payload: { object: 'whatsapp_business_account' } }],
  })
  expect(await (await call('GET', '/log')).json()).toMatchObject({
    items: [{ kind: 'handshake' }, { kind: 'webhook', outcome: { result: 'refused', status: 500 } }],
  })
})

test('media are served without token but never as a page', async () => {
  const { simulator, call } = await open()
  const { content } = await simulator.phone(JOAO).sends({ image: 'sample' })
  const id = 'mediaId' in content ? content.mediaId : ''
  const response = await call('GET', `/media/${id}`)
  expect(response.headers.get('content-security-policy')).toContain('sandbox')
  expect((await response.arrayBuffer()).byteLength).toBe(sampleImage().bytes.byteLength)
  expect((await call('GET', '/media/404')).status).toBe(404)
})

test.each([
  ['an unknown customer', 'GET', '/customers/404/messages', undefined, 404, 'unknown_customer'],
  ['a body that is not what it takes', 'POST', `/customers/${JOAO}/messages`, { text: '' }, 400, 'invalid_content'],
  ['a number with letters', 'POST', '/customers', { waId: 'abc', name: 'A' }, 400, 'invalid_content'],
  ['an unknown fault', 'POST', '/faults', { target: 'messages', fault: 'explode' }, 400, 'invalid_content'],
  ['no body', 'PUT', '/settings', undefined, 400, 'invalid_content'],
])('%s is refused', async (_, method, path, body, status, code) => {
  const { call } = await open()
  const response = await call(method, path, body)
  expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }])
})

test('another site’s page cannot write as a customer', async () => {
  const { call } = await open()
  const body = { text: 'Oi' }
  expect((await call('POST', `/customers/${JOAO}/messages`, body, { origin: 'https://evil.test' })).status).toBe(403)
  expect((await call('GET', '/state', undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const own = { origin: 'http://whatsapp-simulator.test', 'sec-fetch-site': 'same-origin' }
  expect((await call('POST', `/customers/${JOAO}/messages`, body, own)).status).toBe(201)
})

test('the event stream says change at once and after each change', async () => {
  const { env, simulator, call } = await open()
  const response = await call('GET', '/events')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toBe('event: change\ndata: \n\n')
  await simulator.phone(JOAO).sends('Oi')
  await env.settle()
  expect((await reader?.read())?.value).toBe('event: change\ndata: \n\n')
  await reader?.cancel()
})

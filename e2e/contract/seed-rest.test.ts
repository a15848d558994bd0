import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signToken, startStack, TENANT, type Stack, type TokenClaims } from '../stack/stack'

interface Row {
  id: string
  [field: string]: unknown
}

let stack: Stack
let conversationId: string

beforeAll(async () => {
  stack = await startStack()
  const joao = stack.meta.phone('5511999990001', { name: 'João Silva' })
  for (const text of ['primeira', 'segunda', 'terceira com açaí']) {
    await joao.sends(text)
    await stack.meta.idle()
  }
  await stack.meta.phone('5521988880002', { name: 'Beatriz' }).sends('Bom dia')
  await stack.meta.idle()
  const [row] = await list('/conversations?search=jo%C3%A3o')
  conversationId = row?.id ?? ''
})
afterAll(() => stack.close())

async function call(path: string, init: RequestInit & { claims?: TokenClaims } = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${await signToken(init.claims)}`)
  if (init.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
  return fetch(`${stack.url}/api/v1${path}`, { ...init, headers })
}

const list = async (path: string): Promise<Row[]> => (await (await call(path)).json()) as Row[]
const post = (path: string, body: unknown, claims?: TokenClaims) =>
  call(path, { method: 'POST', body: JSON.stringify(body), ...(claims && { claims }) })

describe('GET /conversations', () => {
  test('answers a bare array with the seed’s fields, the most recent first', async () => {
    const answer = await call('/conversations')
    expect(answer.status).toBe(200)
    const rows = (await answer.json()) as Row[]
    expect(rows.map((row) => row.last_message)).toEqual(['Bom dia', 'terceira com açaí'])
    expect(rows[1]).toMatchObject({
      id: conversationId,
      tenant_id: TENANT,
      contact_id: expect.any(String),
      status: 'waiting',
      unread_count: 3,
      last_message_time: expect.stringMatching(/Z$/),
      contact: { id: expect.any(String), name: 'João Silva', phone: '+5511999990001' },
    })
    expect(answer.headers.get('x-event-cursor')).toEqual(expect.any(String))
  })

  test.each([
    ['name, accents and case folded', 'JOAO', 1],
    ['phone', '98888', 1],
    ['content of any message', 'primeira', 1],
    ['content without its accents', 'acai', 1],
    ['two words that both must match', 'joao primeira', 1],
    ['two words of different people', 'joao bom', 0],
    ['a wildcard, taken literally', '%', 0],
    ['nothing that exists', 'xyzzy', 0],
  ])('searches by %s', async (_, search, hits) => {
    expect(await list(`/conversations?search=${encodeURIComponent(search)}`)).toHaveLength(hits)
  })

  test('filters by status and pages by limit and offset', async () => {
    expect(await list('/conversations?status=waiting')).toHaveLength(2)
    expect(await list('/conversations?status=closed')).toHaveLength(0)
    const [second] = await list('/conversations?limit=1&offset=1')
    expect(second?.id).toBe(conversationId)
  })

  test('follows Link to the next page until there is none', async () => {
    const first = await call('/conversations?limit=1')
    const next = /<([^>]+)>;\s*rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
    expect(next).toEqual(expect.any(String))
    const second = await fetch(new URL(next ?? '', stack.url), {
      headers: { authorization: `Bearer ${await signToken()}` },
    })
    expect(((await second.json()) as Row[]).map((row) => row.id)).toEqual([conversationId])
    expect(second.headers.get('link')).toBeNull()
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'offset=-1', 'status=open'])(
    'refuses %s with 422 and its path',
    async (query) => {
      const answer = await call(`/conversations?${query}`)
      expect(answer.status).toBe(422)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({
        code: 'invalid_request',
        errors: [{ path: query.split('=')[0], message: expect.any(String) }],
      })
    },
  )
})

describe('GET /conversations/{id}/messages', () => {
  const contents = async (query = '') =>
    (await list(`/conversations/${conversationId}/messages${query}`))
      .filter((row) => row.sender_type === 'contact')
      .map((row) => row.content)

  test('answers the newest page, oldest first inside it', async () => {
    expect(await contents()).toEqual(['primeira', 'segunda', 'terceira com açaí'])
    const [message] = await list(`/conversations/${conversationId}/messages?limit=1`)
    expect(message).toMatchObject({
      conversation_id: conversationId,
      sender_type: 'contact',
      content: 'terceira com açaí',
      message_type: 'text',
      created_at: expect.stringMatching(/Z$/),
    })
  })

  test('pages backwards by a date or a message id, and by offset', async () => {
    const rows = await list(`/conversations/${conversationId}/messages`)
    expect(await contents(`?before=${String(rows[2]?.created_at)}`)).toEqual(['primeira', 'segunda'])
    expect(await contents(`?before=${String(rows[1]?.id)}`)).toEqual(['primeira'])
    expect(await contents('?limit=1&offset=1')).toEqual(['segunda'])
    expect(await contents('?before=2020-01-01T00:00:00Z')).toEqual([])
  })

  test('refuses a before that is neither a date nor a message', async () => {
    expect((await call(`/conversations/${conversationId}/messages?before=yesterday`)).status).toBe(422)
  })
})

describe('POST /conversations/{id}/messages', () => {
  test('the seed’s own test: a text is sent successfully with 200', async () => {
    const answer = await post(`/conversations/${conversationId}/messages`, {
      content: 'Test message',
      message_type: 'text',
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      id: expect.any(String),
      conversation_id: conversationId,
      sender_type: 'agent',
      content: 'Test message',
      message_type: 'text',
      status: 'pending',
      created_at: expect.any(String),
    })
    await stack.meta.phone('5511999990001').receives('Test message')
  })

  test('ten equal requests with one key store and send one message', async () => {
    const body = { content: 'só uma vez', client_message_id: 'key-1' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(`/conversations/${conversationId}/messages`, body)),
    )
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200))
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Row).id))
    expect(new Set(ids).size).toBe(1)
    const phone = stack.meta.phone('5511999990001')
    await phone.receives('só uma vez')
    expect(phone.messages().filter((message) => message.text === 'só uma vez')).toHaveLength(1)
  })

  test('the same key with another body is refused and has no effect', async () => {
    await post(`/conversations/${conversationId}/messages`, { content: 'a', client_message_id: 'key-2' })
    const answer = await post(`/conversations/${conversationId}/messages`, { content: 'b', client_message_id: 'key-2' })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'idempotency_mismatch' })
  })

  test.each([
    ['a blank text', { content: '  ' }, 422, 'content'],
    ['a text of 4,097 characters', { content: 'x'.repeat(4097) }, 422, 'content'],
    ['no content', {}, 422, 'content'],
    ['an unknown type', { content: 'x', message_type: 'poll' }, 422, 'message_type'],
    ['an unknown field', { content: 'x', contnet: 'y' }, 422, 'contnet'],
  ])('refuses %s and names the path', async (_, body, status, path) => {
    const answer = await post(`/conversations/${conversationId}/messages`, body)
    expect(answer.status).toBe(status)
    const problem = (await answer.json()) as { errors: { path: string }[] }
    expect(problem.errors.map((error) => error.path)).toContain(path)
  })

  test('malformed JSON is 400, a huge body 413', async () => {
    const path = `/conversations/${conversationId}/messages`
    expect((await call(path, { method: 'POST', body: '{"content":' })).status).toBe(400)
    const huge = JSON.stringify({ content: 'x'.repeat(1024 * 1024) })
    expect((await call(path, { method: 'POST', body: huge })).status).toBe(413)
  })
})

describe('read markers, counts and changes of a conversation', () => {
  test('marking as read empties the counter, tells the customer, and counts follow', async () => {
    const before = (await (await call('/conversations/counts')).json()) as Record<string, number>
    const answer = await post(`/conversations/${conversationId}/read`, {})
    expect(await answer.json()).toMatchObject({ unread_count: 0 })
    const after = (await (await call('/conversations/counts')).json()) as Record<string, number>
    expect(after['unread']).toBe((before['unread'] ?? 0) - 3)
    await expect.poll(() => stack.meta.phone('5511999990001').messages().at(0)?.status, { timeout: 5000 }).toBe('read')
  })

  test('assigning, unassigning and closing follow the seed’s four statuses', async () => {
    const patch = async (body: unknown) =>
      (await (
        await call(`/conversations/${conversationId}`, { method: 'PATCH', body: JSON.stringify(body) })
      ).json()) as Row
    expect(await patch({ assignee_id: 'ana' })).toMatchObject({ status: 'assigned', assignee_id: 'ana' })
    expect(await patch({ assignee_id: null })).toMatchObject({ status: 'active', assignee_id: null })
    expect(await patch({ status: 'closed' })).toMatchObject({ status: 'closed' })
    await stack.meta.phone('5511999990001').sends('de novo')
    await stack.meta.idle()
    expect(await (await call(`/conversations/${conversationId}`)).json()).toMatchObject({ status: 'waiting' })
  })
})

describe('contacts and conversations can be created, read, changed and deleted', () => {
  test('a contact is found again by its phone, and its conversation too', async () => {
    const created = await post('/contacts', { name: 'Carla', phone: '+55 31 97777-0003' })
    expect(created.status).toBe(201)
    const contact = (await created.json()) as Row
    expect(contact).toMatchObject({ name: 'Carla', phone: '+5531977770003' })
    expect((await post('/contacts', { name: 'Carla', phone: '+5531977770003' })).status).toBe(200)

    const opened = await post('/conversations', { contact_id: contact.id })
    expect(opened.status).toBe(201)
    const conversation = (await opened.json()) as Row
    const again = await post('/conversations', { contact_id: contact.id })
    expect([again.status, ((await again.json()) as Row).id]).toEqual([200, conversation.id])

    const renamed = await call(`/contacts/${contact.id}`, {
      method: 'PATCH',
      body: JSON.stringify({ name: 'Carla Dias' }),
    })
    expect(await renamed.json()).toMatchObject({ name: 'Carla Dias' })
    expect(await (await call(`/conversations/${conversation.id}`)).json()).toMatchObject({
      contact: { name: 'Carla Dias' },
    })

    expect((await call(`/conversations/${conversation.id}`, { method: 'DELETE' })).status).toBe(403)
    const admin: TokenClaims = { role: 'admin', userId: 'chefe' }
    expect((await call(`/conversations/${conversation.id}`, { method: 'DELETE', claims: admin })).status).toBe(204)
    expect((await call(`/conversations/${conversation.id}`)).status).toBe(404)
  })

  test('a message can be removed here', async () => {
    const [first] = await list(`/conversations/${conversationId}/messages?limit=200`)
    const answer = await call(`/messages/${first?.id ?? ''}`, { method: 'DELETE' })
    expect(await answer.json()).toMatchObject({ id: first?.id, content: '', deleted_at: expect.any(String) })
  })
})

describe('strangers', () => {
  const other: TokenClaims = { tenantId: 'tenant-other', userId: 'eve' }

  test('another tenant sees empty lists and 404 for every id', async () => {
    expect(await (await call('/conversations', { claims: other })).json()).toEqual([])
    for (const path of [`/conversations/${conversationId}`, `/conversations/${conversationId}/messages`]) {
      expect((await call(path, { claims: other })).status).toBe(404)
    }
    expect((await post(`/conversations/${conversationId}/messages`, { content: 'x' }, other)).status).toBe(404)
  })

  test.each([
    ['no token', {}],
    ['garbage', { authorization: 'Bearer nonsense' }],
  ])('%s is answered with 401', async (_, headers) => {
    const answer = await fetch(`${stack.url}/api/v1/conversations`, { headers })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'unauthorized' })
  })

  test('an expired token says so', async () => {
    const answer = await call('/conversations', { claims: { expiresInSeconds: -60 } })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'token_expired'])
  })
})

describe('GET /events', () => {
  test('gives what happened after a cursor, then nothing', async () => {
    const start = (await (await call('/events')).json()) as { cursor: string; events: unknown[] }
    expect(start.events).toEqual([])
    await stack.meta.phone('5521988880002').sends('novidade')
    await stack.meta.idle()
    const page = (await (await call(`/events?after=${encodeURIComponent(start.cursor)}`)).json()) as {
      events: { type: string; data: Row }[]
      cursor: string
      has_more: boolean
    }
    expect(page.events.map((event) => event.type)).toEqual(['message_received', 'conversation_updated'])
    expect(page.events[0]?.data.content).toBe('novidade')
    expect(page.has_more).toBe(false)
    const rest = (await (await call(`/events?after=${encodeURIComponent(page.cursor)}`)).json()) as {
      events: unknown[]
    }
    expect(rest.events).toEqual([])
  })

  test('a long poll is answered by the next event', async () => {
    const { cursor } = (await (await call('/events')).json()) as { cursor: string }
    const poll = call(`/events?wait=10000&after=${encodeURIComponent(cursor)}`)
    await stack.meta.phone('5521988880002').sends('acorda')
    const { events } = (await (await poll).json()) as { events: { data: Row }[] }
    expect(events[0]?.data.content).toBe('acorda')
  })
})

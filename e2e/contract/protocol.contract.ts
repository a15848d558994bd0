import { beforeAll, describe, expect, test } from 'vitest'

/** A frame as it came, read by nobody. */
export interface Frame {
  type: string
  data?: Record<string, unknown>
  [field: string]: unknown
}

export interface Socket {
  send(frame: unknown): void
  /** The first frame, past or coming, that matches; each is given out once. */
  next(type: string, matches?: (frame: Frame) => boolean): Promise<Frame>
  closed: Promise<{ code: number }>
}

export interface Claims {
  userId?: string
  tenantId?: string
  /** Seconds from now; negative is in the past. */
  expiresInSeconds?: number
}

/** A server that speaks the protocol, and the world around it; nothing of a client. */
export interface Target {
  fetch(path: string, init: { method: string; headers: Record<string, string>; body?: string }): Promise<Response>
  open(): Promise<Socket>
  token(claims: Claims): Promise<string>
  /** A customer of this name writes; resolves when the server has it. */
  customerWrites(name: string, text: string): Promise<void>
}

/** What every server of this protocol does alike: the real one, and the one for tests. */
export function describeProtocol(name: string, start: () => Promise<Target>): void {
  describe(name, () => {
    let target: Target
    let conversationId = ''
    beforeAll(async () => {
      target = await start()
      await target.customerWrites('João', 'primeira')
      await target.customerWrites('João', 'segunda')
      await target.customerWrites('Maria', 'oi')
      const list = await rows('/conversations?search=joao')
      conversationId = String(list[0]?.['id'])
    })

    const call = async (path: string, { method = 'GET', body, claims = {} }: Asked = {}) => {
      const headers = { authorization: `Bearer ${await target.token(claims)}`, 'content-type': 'application/json' }
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return target.fetch(path, { method, headers, ...(body === undefined ? {} : { body: text }) })
    }
    const rows = async (path: string): Promise<Record<string, unknown>[]> => (await call(path)).json()
    const messages = () => `/conversations/${conversationId}/messages`
    const send = (body: unknown, claims: Claims = {}) => call(messages(), { method: 'POST', body, claims })
    const connect = async (fields: object = {}) => {
      const socket = await target.open()
      socket.send({ type: 'auth', token: await target.token({}), ...fields })
      return { socket, welcome: await socket.next('auth_ok') }
    }

    test('a list is a bare array with the position of the log', async () => {
      const answer = await call('/conversations')
      expect([answer.status, answer.headers.get('x-event-cursor')]).toEqual([200, expect.any(String)])
      expect(await answer.json()).toMatchObject([
        { contact: { name: 'Maria' }, unread_count: 1, status: 'waiting' },
        { contact: { name: 'João' }, unread_count: 2, last_message: 'segunda' },
      ])
    })

    test('pages are followed by Link until there is none', async () => {
      const first = await call('/conversations?limit=1')
      const next = /<([^>]+)>;\s*rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
      const { pathname, search } = new URL(next, 'http://any')
      const second = await call(pathname.replace('/api/v1', '') + search)
      expect(await second.json()).toMatchObject([{ contact: { name: 'João' } }])
      expect(second.headers.get('link')).toBeNull()
    })

    test('the newest page of messages, and those before one', async () => {
      const all = await rows(messages())
      expect(all.map((row) => row['content'])).toEqual(['primeira', 'segunda'])
      expect(await rows(`${messages()}?before=${String(all[1]?.['id'])}`)).toMatchObject([{ content: 'primeira' }])
      expect(await rows(`${messages()}?after=${String(all[0]?.['id'])}`)).toMatchObject([{ content: 'segunda' }])
    })

    test.each([
      ['GET', '/conversations?limit=0', undefined, 422, 'invalid_request'],
      ['GET', '/conversations?status=open', undefined, 422, 'invalid_request'],
      ['GET', '/conversations/nobody', undefined, 404, 'not_found'],
      ['GET', '/nothing', undefined, 404, 'not_found'],
      ['PUT', '/conversations', undefined, 405, 'method_not_allowed'],
      ['DELETE', '/conversations/nobody', undefined, 403, 'forbidden'],
      ['POST', '/conversations/ID/messages', { content: '  ' }, 422, 'invalid_request'],
      ['POST', '/conversations/ID/messages', { content: 'x', contnet: 'y' }, 422, 'invalid_request'],
      ['POST', '/conversations/ID/messages', '{"content":', 400, 'malformed_json'],
      ['GET', '/conversations/ID/messages?around=nobody', undefined, 422, 'invalid_request'],
    ])('%s %s is refused: %s → %i %s', async (method, path, body, status, code) => {
      const answer = await call(path.replace('ID', conversationId), { method, body })
      expect([answer.status, await answer.json()]).toMatchObject([status, { status, code, title: expect.any(String) }])
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    })

    test('one key is one message, and another body under it is refused', async () => {
      const body = { content: 'só uma vez', client_message_id: 'contract-key' }
      const [first, again] = [await send(body), await send(body)]
      const stored = await first.json()
      // Its status may have moved on: the phone has it by now.
      expect([first.status, again.status, (await again.json()).id]).toEqual([200, 200, stored.id])
      expect(stored).toMatchObject({ status: 'pending', sender_type: 'agent', client_message_id: 'contract-key' })
      const other = await send({ ...body, content: 'outra' })
      expect([other.status, await other.json()]).toMatchObject([422, { code: 'idempotency_mismatch' }])
      expect((await rows(messages())).filter((row) => row['content'] === 'só uma vez')).toHaveLength(1)
    })

    test('compare and send is refused with what was missed, and has no effect', async () => {
      const [first] = await rows(messages())
      const answer = await send({ content: 'tarde demais', if_last_message_id: first?.['id'] })
      expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'conversation_advanced' }])
      expect((await rows(messages())).map((row) => row['content'])).not.toContain('tarde demais')
    })

    test('the statuses follow assigning, giving up and closing', async () => {
      const patch = async (body: object) =>
        (await call(`/conversations/${conversationId}`, { method: 'PATCH', body })).json()
      expect(await patch({ assignee_id: 'ana' })).toMatchObject({ status: 'assigned', assignee_id: 'ana' })
      expect(await patch({ assignee_id: null })).toMatchObject({ status: 'active' })
      expect(await patch({ status: 'closed' })).toMatchObject({ status: 'closed' })
      await target.customerWrites('João', 'de novo')
      expect(await rows('/conversations?status=waiting&search=joao')).toHaveLength(1)
    })

    test('reading empties the counter', async () => {
      const answer = await call(`/conversations/${conversationId}/read`, { method: 'POST', body: {} })
      expect(await answer.json()).toMatchObject({ unread_count: 0 })
    })

    test('another tenant sees nothing and gets 404', async () => {
      const claims = { tenantId: 'tenant-other', userId: 'eve' }
      expect(await (await call('/conversations', { claims })).json()).toEqual([])
      expect((await call(messages(), { claims })).status).toBe(404)
      expect((await send({ content: 'x' }, claims)).status).toBe(404)
    })

    test('a resumed socket gets what it missed, once and in order', async () => {
      const { welcome } = await connect()
      await target.customerWrites('João', 'um')
      await target.customerWrites('João', 'dois')
      const { socket, welcome: again } = await connect({ resume: welcome.cursor })
      expect([welcome.resumed, again.resumed]).toEqual([false, true])
      const missed = [await socket.next('message_received'), await socket.next('message_received')]
      expect(missed.map(({ data }) => data?.['content'])).toEqual(['um', 'dois'])
    })

    test('polling reads the same log, and nothing twice', async () => {
      const { cursor } = await (await call('/events')).json()
      await target.customerWrites('João', 'novidade')
      const page = await (await call(`/events?after=${encodeURIComponent(cursor)}`)).json()
      expect(page.events).toMatchObject([{ type: 'message_received' }, { type: 'conversation_updated' }])
      const rest = await (await call(`/events?after=${encodeURIComponent(page.cursor)}`)).json()
      expect(rest).toMatchObject({ events: [], has_more: false })
    })

    test('a cursor that cannot be read is answered with a reset', async () => {
      const { socket, welcome } = await connect({ resume: 'nonsense' })
      expect(welcome.resumed).toBe(false)
      expect(await socket.next('reset')).toMatchObject({ reason: 'cursor_unreadable', cursor: expect.any(String) })
      const page = await (await call('/events?after=nonsense')).json()
      expect(page.events).toMatchObject([{ type: 'reset', reason: 'cursor_unreadable' }])
    })

    test.each([
      ['garbage', 'garbage', 401, 'unauthorized', 4401],
      ['an expired token', { expiresInSeconds: -60 }, 401, 'token_expired', 4401],
    ])('%s is refused by REST and socket', async (_, claims, status, code, closeCode) => {
      const token = typeof claims === 'string' ? claims : await target.token(claims)
      const answer = await target.fetch('/conversations', {
        method: 'GET',
        headers: { authorization: `Bearer ${token}` },
      })
      expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
      const socket = await target.open()
      socket.send({ type: 'auth', token })
      expect(await socket.next('auth_error')).toMatchObject({ code })
      expect((await socket.closed).code).toBe(closeCode)
    })

    test.each([
      ['another user’s id', { user_id: 'somebody-else' }, 4403],
      ['a protocol of the future', { protocol: 99 }, 4404],
    ])('a socket with %s is closed for good', async (_, fields, code) => {
      const socket = await target.open()
      socket.send({ type: 'auth', token: await target.token({}), ...fields })
      await socket.next('auth_error')
      expect((await socket.closed).code).toBe(code)
    })

    test('a ping is answered, and what is no frame is an error', async () => {
      const { socket } = await connect()
      socket.send({ type: 'ping', id: 'p1' })
      expect(await socket.next('pong')).toMatchObject({ id: 'p1' })
      for (let count = 0; count < 3; count += 1) socket.send({ type: 'nonsense' })
      expect(await socket.next('error')).toMatchObject({ code: 'invalid_request' })
      expect((await socket.closed).code).toBe(4400)
    })
  })
}

interface Asked {
  method?: string
  body?: unknown
  claims?: Claims
}

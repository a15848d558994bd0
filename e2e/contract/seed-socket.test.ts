import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSocket, type PlainSocket } from '../stack/plain-socket'
import { signToken, startStack, TENANT, type Stack } from '../stack/stack'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

async function authenticated(fields: Record<string, unknown> = {}): Promise<PlainSocket> {
  const socket = await openSocket(stack.socketUrl)
  socket.send({ type: 'auth', token: await signToken(), user_id: 'ana', ...fields })
  await socket.next('auth_ok')
  return socket
}

test('a customer’s message reaches an authenticated socket as message_received with a Message', async () => {
  const socket = await authenticated()
  await stack.meta.phone('5511999990001', { name: 'João Silva' }).sends('Olá, preciso de ajuda')
  const { data } = await socket.next('message_received')
  expect(data).toMatchObject({
    sender_type: 'contact',
    content: 'Olá, preciso de ajuda',
    message_type: 'text',
    id: expect.any(String),
    conversation_id: expect.any(String),
    status: expect.any(String),
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  const updated = await socket.next('conversation_updated', (frame) => frame.data?.id === data?.conversation_id)
  expect(updated.data).toMatchObject({
    tenant_id: TENANT,
    status: 'waiting',
    unread_count: 1,
    last_message: 'Olá, preciso de ajuda',
    contact: { name: 'João Silva', phone: '+5511999990001' },
  })
  socket.close()
})

test('a reply goes out as message_sent and comes back as sent, delivered and read', async () => {
  const socket = await authenticated()
  const phone = stack.meta.phone('5511999990002', { name: 'Maria' })
  await phone.sends('Oi')
  const received = await socket.next('message_received', (frame) => frame.data?.content === 'Oi')
  const conversationId = String(received.data?.conversation_id)
  const answer = await fetch(`${stack.url}/api/v1/conversations/${conversationId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await signToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'Olá! Como posso ajudar?', message_type: 'text', metadata: {} }),
  })
  expect(answer.status).toBe(200)
  const sent = (await answer.json()) as { id: string }
  expect(sent).toMatchObject({ conversation_id: conversationId, sender_type: 'agent', status: 'pending' })

  const event = await socket.next('message_sent', (frame) => frame.data?.id === sent.id)
  expect(event.data).toMatchObject({ status: 'pending', content: 'Olá! Como posso ajudar?' })
  await phone.receives(/Como posso ajudar/)
  await phone.reads()
  for (const status of ['sent', 'delivered', 'read']) {
    const change = await socket.next('message_status_updated', (frame) => frame.data?.status === status)
    expect(change.data).toMatchObject({ message_id: sent.id, status, conversation_id: conversationId })
  }
  expect(phone.messages().filter((message) => message.direction === 'outbound')).toHaveLength(1)
  socket.close()
})

test('customer typing, told by the host application, arrives as typing_start and typing_stop', async () => {
  const socket = await authenticated()
  await stack.meta.phone('5511999990003', { name: 'Rui' }).sends('Alô')
  const received = await socket.next('message_received', (frame) => frame.data?.content === 'Alô')
  const conversation_id = String(received.data?.conversation_id)
  await stack.server.inbox.typing({ tenant_id: TENANT, conversation_id, typing: true })
  expect((await socket.next('typing_start')).data).toEqual({ conversation_id, contact_id: expect.any(String) })
  await stack.server.inbox.typing({ tenant_id: TENANT, conversation_id, typing: false })
  expect((await socket.next('typing_stop')).data).toEqual({ conversation_id, contact_id: expect.any(String) })
  socket.close()
})

test('the auth frame of the seed’s own test, without user_id, is enough', async () => {
  const socket = await openSocket(stack.socketUrl)
  socket.send({ type: 'auth', token: await signToken() })
  expect(await socket.next('auth_ok')).toMatchObject({ resumed: false, user: { id: 'ana', tenant_id: TENANT } })
  socket.close()
})

test('a foreign tenant’s socket hears nothing', async () => {
  const stranger = await openSocket(stack.socketUrl)
  stranger.send({ type: 'auth', token: await signToken({ tenantId: 'tenant-other', userId: 'eve' }) })
  await stranger.next('auth_ok')
  const own = await authenticated()
  await stack.meta.phone('5511999990004', { name: 'Lia' }).sends('Segredo')
  await own.next('message_received', (frame) => frame.data?.content === 'Segredo')
  stranger.send({ type: 'ping', id: 'after' })
  await stranger.next('pong')
  expect(stranger.frames.map((frame) => frame.type).filter((type) => type !== 'presence_updated')).toEqual([
    'auth_ok',
    'pong',
  ])
  stranger.close()
  own.close()
})

test.each([
  ['garbage', 'not-a-token', undefined, 4401],
  ['an expired token', { expiresInSeconds: -60 }, undefined, 4401],
  ['another user’s id', {}, 'bia', 4403],
] as const)('%s ends the socket with an auth_error and its code', async (_, token, user_id, code) => {
  const socket = await openSocket(stack.socketUrl)
  socket.send({ type: 'auth', token: typeof token === 'string' ? token : await signToken(token), user_id })
  expect(await socket.next('auth_error')).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  expect((await socket.closed).code).toBe(code)
})

test('a frame over 64 KiB ends the socket with 1009', async () => {
  const socket = await authenticated()
  socket.sendText('x'.repeat(64 * 1024 + 1))
  expect((await socket.closed).code).toBe(1009)
})

test('what happened while a socket was away, also over a restart of the server, is replayed once and in order', async () => {
  const first = await authenticated()
  const phone = stack.meta.phone('5511999990005', { name: 'Zeca' })
  await phone.sends('antes')
  const before = await first.next('message_received', (frame) => frame.data?.content === 'antes')
  first.close()
  await first.closed
  await phone.sends('um')
  await stack.meta.idle()
  await stack.stopServer()
  await phone.sends('dois')
  await stack.startServer()
  await stack.meta.idle()

  const second = await openSocket(stack.socketUrl)
  second.send({ type: 'auth', token: await signToken(), user_id: 'ana', resume: before.cursor })
  expect(await second.next('auth_ok')).toMatchObject({ resumed: true })
  await second.next('message_received', (frame) => frame.data?.content === 'dois')
  const contents = second.frames
    .filter((frame) => frame.type === 'message_received')
    .map((frame) => frame.data?.content)
  expect(contents).toEqual(['um', 'dois'])
  second.close()
})

test('a cursor that cannot be read is answered with a reset', async () => {
  const socket = await openSocket(stack.socketUrl)
  socket.send({ type: 'auth', token: await signToken(), resume: 'nonsense' })
  expect(await socket.next('auth_ok')).toMatchObject({ resumed: false })
  expect(await socket.next('reset')).toMatchObject({ reason: 'cursor_unreadable', cursor: expect.any(String) })
  socket.close()
})

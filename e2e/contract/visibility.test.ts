import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSocket, type PlainSocket, type ReceivedFrame } from '../stack/plain-socket'
import { signToken, startStack, TENANT, type Stack } from '../stack/stack'

interface Conversation {
  id: string
  assignee_id: string | null
}

let stack: Stack
/** Admins see everything, agents what is theirs. */
beforeAll(async () => {
  stack = await startStack({
    policy: {
      seesWholeTenant: ({ role }) => role === 'admin',
      canSee: ({ user_id, role }, { assignee_id }) => role === 'admin' || assignee_id === user_id,
    },
  })
})
afterAll(() => stack.close())

const roleOf = (userId: string) => (userId === 'chefe' ? 'admin' : 'agent')

async function ask(userId: string, path: string, init: RequestInit = {}): Promise<Response> {
  const token = await signToken({ userId, role: roleOf(userId) })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(`${stack.url}/api/v1${path}`, { ...init, headers })
}

async function connect(userId: string, resume?: string): Promise<{ socket: PlainSocket; cursor: string }> {
  const socket = await openSocket(stack.socketUrl)
  socket.send({ type: 'auth', token: await signToken({ userId, role: roleOf(userId) }), resume })
  return { socket, cursor: String((await socket.next('auth_ok')).cursor) }
}

async function conversationOf(phone: string): Promise<string> {
  await stack.meta.phone(phone, { name: `Person ${phone}` }).sends('Oi')
  await stack.meta.idle()
  const [found] = (await (await ask('chefe', `/conversations?search=${phone}`)).json()) as Conversation[]
  return found?.id ?? ''
}

const assign = (id: string, assignee_id: string | null) =>
  ask('chefe', `/conversations/${id}`, { method: 'PATCH', body: JSON.stringify({ assignee_id }) })

const listOf = async (userId: string) =>
  ((await (await ask(userId, '/conversations')).json()) as Conversation[]).map(({ id }) => id)

const about = (id: string) => (frame: ReceivedFrame) =>
  frame.data?.['id'] === id || frame.data?.['conversation_id'] === id

test('who gains a conversation gets all of it, who loses it gets its removal, and both lists follow', async () => {
  const id = await conversationOf('5511999990001')
  const [ana, bia] = [await connect('ana'), await connect('bia')]
  expect(await listOf('ana')).toEqual([])

  await assign(id, 'ana')
  const gained = await ana.socket.next('conversation_updated', about(id))
  expect(gained.data).toEqual(await (await ask('ana', `/conversations/${id}`)).json())
  expect(await listOf('ana')).toEqual([id])

  await assign(id, 'bia')
  const lost = await ana.socket.next('conversation_deleted', about(id))
  const taken = await bia.socket.next('conversation_updated', about(id))
  expect(lost.data).toEqual({
    conversation_id: id,
    contact_id: taken.data?.['contact_id'],
    version: taken.data?.['version'],
  })
  expect([await listOf('ana'), await listOf('bia')]).toEqual([[], [id]])
  expect(await (await ask('ana', '/conversations/counts')).json()).toMatchObject({ all: 0, unread: 0 })
  expect(await (await ask('ana', '/conversations?search=Oi')).json()).toEqual([])
  expect((await ask('ana', `/conversations/${id}/messages`)).status).toBe(404)

  await stack.meta.phone('5511999990001').sends('segredo')
  await bia.socket.next('message_received', about(id))
  // Bia's next event has been given to everybody who may see it, and Ana's frames hold nothing of it.
  expect(JSON.stringify(ana.socket.frames)).not.toContain('segredo')
  ana.socket.close()
  bia.socket.close()
})

test('a removal that was missed comes with the resume, and with the poll', async () => {
  const id = await conversationOf('5511999990002')
  await assign(id, 'ana')
  const first = await connect('ana')
  first.socket.close()
  await first.socket.closed
  await assign(id, 'bia')
  await stack.meta.phone('5511999990002').sends('segredo')
  await stack.meta.idle()

  const poll = await ask('ana', `/events?after=${encodeURIComponent(first.cursor)}`)
  const { events } = (await poll.json()) as { events: ReceivedFrame[] }
  expect(events.map(({ type, data }) => [type, data?.['conversation_id']])).toEqual([['conversation_deleted', id]])

  const again = await connect('ana', first.cursor)
  const removal = await again.socket.next('conversation_deleted', about(id))
  expect(removal).toEqual(events[0])
  expect(JSON.stringify(again.socket.frames)).not.toContain('segredo')
  again.socket.close()
})

test('what was lost and came back is whole again', async () => {
  const id = await conversationOf('5511999990003')
  await assign(id, 'ana')
  const { socket, cursor } = await connect('ana')
  await assign(id, null)
  await socket.next('conversation_deleted', about(id))
  await assign(id, 'ana')
  const back = await socket.next('conversation_updated', about(id))
  expect(back.data).toMatchObject({ id, assignee_id: 'ana' })
  socket.close()

  const resumed = await connect('ana', cursor)
  await resumed.socket.next('conversation_deleted', about(id))
  expect((await resumed.socket.next('conversation_updated', about(id))).data).toEqual(back.data)
  resumed.socket.close()
})

test('a revoked user’s socket ends, and its token is good for nothing any more', async () => {
  const { socket } = await connect('dora')
  const token = await signToken({ userId: 'dora' })
  const headers = { authorization: `Bearer ${token}` }
  await stack.server.inbox.agents.revoke({ tenant_id: TENANT, user_id: 'dora' })
  expect((await socket.closed).code).toBe(4401)
  expect(await socket.next('auth_error')).toMatchObject({ code: 'unauthorized' })
  expect((await fetch(`${stack.url}/api/v1/conversations`, { headers })).status).toBe(401)
  const again = await openSocket(stack.socketUrl)
  again.send({ type: 'auth', token })
  expect((await again.closed).code).toBe(4401)
})

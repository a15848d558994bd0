import { isPytakeError } from '@pytake/client'
import { createTestServer, mswHandlers } from '@pytake/client/testing'
import { routes } from '@pytake/protocol'
import { getResponse, http } from 'msw'
import { expect, test } from 'vitest'

const openChat = async (options: Parameters<ReturnType<typeof createTestServer>['client']>[0] = {}) => {
  const server = createTestServer({ conversations: [{ name: 'João', id: 'joao', messages: ['Olá'] }] })
  const client = server.client(options)
  const chat = client.messages('joao')
  chat.subscribe(() => undefined)
  await server.advance(100)
  return { server, client, contents: () => chat.getSnapshot().items.map(({ content }) => content) }
}

test('a stranger who writes becomes a contact with a conversation', async () => {
  const { server, client } = await openChat()
  const list = client.conversations()
  list.subscribe(() => undefined)
  server.receives('Bom dia', { from: 'Maria' })
  await server.advance(100)
  expect(list.getSnapshot().items.map(({ contact, unread_count }) => [contact.name, unread_count])).toEqual([
    ['Maria', 1],
    ['João', 1],
  ])
  await server.close()
})

test.each([
  ['refuses', (server: Server) => server.refuses()],
  ['drops', (server: Server) => server.drops()],
  ['half-opens', (server: Server) => server.halfOpens()],
  ['goes deaf', (server: Server) => server.halfOpens('toServer')],
  ['resets', (server: Server) => server.resets()],
  ['slows', (server: Server) => server.slows(2_000)],
  ['reorders', (server: Server) => server.reorders()],
  ['duplicates', (server: Server) => server.duplicates()],
  ['overloads', (server: Server) => server.overloads()],
  ['limits the rate', (server: Server) => server.overloads(429)],
  ['loses answers', (server: Server) => server.losesAnswers()],
] as const)('a server that %s and heals leaves nothing missing or doubled', async (_, misbehave) => {
  const { server, client, contents } = await openChat()
  misbehave(server)
  server.receives('Alguém?', { from: 'João' })
  const sent = client.send('joao', { content: 'Já vou' })
  await server.advance(50_000)
  server.heals()
  await server.advance(60_000)
  expect(await sent).toMatchObject({ content: 'Já vou' })
  expect(contents()).toEqual(['Olá', 'Alguém?', 'Já vou'])
  expect(server.messages('João').map(({ content }) => content)).toEqual(contents())
  await server.close()
})

type Server = ReturnType<typeof createTestServer>

test('two agents see the same conversation, and typing reaches only the other', async () => {
  const { server, client } = await openChat({ userId: 'ana' })
  const other = server.client({ userId: 'bia' })
  await server.advance(100)
  client.setTyping('joao', true)
  await server.advance(100)
  expect(other.typing('joao').getSnapshot().agents).toEqual(['ana'])
  expect(client.typing('joao').getSnapshot().agents).toEqual([])
  server.types({ from: 'João' })
  await server.advance(100)
  expect(client.typing('joao').getSnapshot().customer).toBe(true)
  await server.close()
})

test('a token that ends costs one refresh, however it ends', async () => {
  const { server, client } = await openChat({ userId: 'ana', tokenLifeMs: 60_000 })
  const disconnects: unknown[] = []
  client.on('disconnect', (reason) => disconnects.push(reason.closeCode))
  await server.advance(600_000)
  expect(client.connection.getState().status).toBe('connected')
  server.revokes('ana')
  await server.advance(100)
  expect(client.connection.getState().status).toBe('connected')
  expect(disconnects).toEqual([4401])
  await server.close()
})

test('a conversation taken from an agent is gone from the client, and comes back whole', async () => {
  const { server, client, contents } = await openChat({ userId: 'ana' })
  const list = client.conversations()
  list.subscribe(() => undefined)
  await server.advance(100)
  server.log.changesAccess('ana', 'joao', 'denied')
  server.receives('Segredo', { from: 'João' })
  await server.advance(1_000)
  expect([list.getSnapshot().items, contents()]).toEqual([[], []])
  server.log.changesAccess('ana', 'joao', 'granted')
  await server.advance(1_000)
  expect(contents()).toEqual(['Olá', 'Segredo'])
  await server.close()
})

test('a frozen page goes on when it thaws, a killed one never', async () => {
  const { server, client, contents } = await openChat()
  server.page(client).freeze()
  server.receives('um', { from: 'João' })
  await server.advance(1_000)
  expect(contents()).toEqual(['Olá'])
  server.page(client).thaw()
  await server.advance(1_000)
  expect(contents()).toEqual(['Olá', 'um'])
  server.page(client).kill()
  server.receives('dois', { from: 'João' })
  await server.advance(60_000)
  expect(contents()).toEqual(['Olá', 'um'])
})

test('msw answers every route of the protocol, or says that the test server does not', async () => {
  const server = createTestServer({ conversations: [{ name: 'João', id: 'joao', messages: ['Olá'] }] })
  const handlers = mswHandlers(server, http)
  const ask = async (method: string, path: string, token = server.token({ role: 'admin' })) => {
    const headers = { Authorization: `Bearer ${token}` }
    return getResponse(handlers, new Request(`https://api.example.com/api/v1${path}`, { method, headers }))
  }
  expect(await (await ask('GET', '/conversations'))?.json()).toMatchObject([{ id: 'joao' }])
  for (const { method, path } of Object.values(routes)) {
    const answer = await ask(method, path.replace('{id}', 'joao'))
    expect([200, 201, 204, 404, 422, 501]).toContain(answer?.status)
    if (answer && answer.status >= 400) expect(await answer.json()).toMatchObject({ code: expect.any(String) })
  }
  expect((await ask('GET', '/conversations', 'nonsense'))?.status).toBe(401)
})

test('what a test asks for and does not exist says so', () => {
  const server = createTestServer()
  expect(() => server.conversation('João')).toThrow(/conversation with João/)
  try {
    server.messages('João')
  } catch (error) {
    expect(isPytakeError(error, 'not_found')).toBe(true)
  }
})

import { expect, test } from 'vitest'
import { createClient } from './client'
import type { ClientOptions } from './client-api'
import { FakeServer } from './testing/fake-server'
import { VirtualEnv } from './testing/virtual-env'

function setUp(options: Partial<ClientOptions> = {}) {
  const env = new VirtualEnv()
  const server = new FakeServer(env)
  const client = createClient({ url: 'http://inbox.test', getToken: () => 'token-1', env, ...options })
  return { env, server, client }
}

/** Connected, one conversation on screen with its list. */
async function setUpOpenChat(options: Partial<ClientOptions> = {}) {
  const world = setUp(options)
  world.server.log.seed({ id: 'c1' })
  const list = world.client.conversations()
  const chat = world.client.messages('c1')
  list.subscribe(() => undefined)
  chat.subscribe(() => undefined)
  void world.client.connect()
  await world.env.advance(100)
  return { ...world, list, chat, contents: () => chat.getSnapshot().items.map(({ content }) => content) }
}

test('a message that arrives moves its conversation up and stands in its chat', async () => {
  const { env, server, list, contents } = await setUpOpenChat()
  server.log.seed({ id: 'c2', last_message_time: '2026-01-15T09:59:00.000Z' })
  server.log.receives('c1', 'Olá')
  await env.advance(100)
  expect(list.getSnapshot().items[0]).toMatchObject({ id: 'c1', last_message: 'Olá', unread_count: 1 })
  expect(contents()).toEqual(['Olá'])
})

test('a message of ours is on screen at once, and its confirmation takes the same place and key', async () => {
  const { env, chat, client, contents } = await setUpOpenChat()
  const sent = client.send('c1', { content: 'Bom dia' })
  const queued = chat.getSnapshot().items[0]
  expect(queued).toMatchObject({ content: 'Bom dia', origin: 'outbox', status: 'queued' })
  const shown: string[][] = []
  chat.subscribe(() => shown.push(contents()))
  await env.advance(100)
  expect(await sent).toMatchObject({ content: 'Bom dia', status: 'pending' })
  expect(chat.getSnapshot().items[0]).toMatchObject({ key: queued?.key, origin: 'server', status: 'pending' })
  expect(new Set(shown.map(String))).toEqual(new Set(['Bom dia']))
})

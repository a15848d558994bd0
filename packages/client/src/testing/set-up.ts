import { createClient } from '../client'
import type { ClientOptions, PytakeClient } from '../client-api'
import { FakeServer } from './fake-server'
import { VirtualEnv } from './virtual-env'

/** A client and its server in a world of their own. */
export function setUp(options: Partial<ClientOptions> = {}) {
  const env = new VirtualEnv()
  const server = new FakeServer(env)
  const client: PytakeClient = createClient({ url: 'http://inbox.test', getToken: () => 'token-1', env, ...options })
  return { env, server, client }
}

/** Connected, with one conversation: its list and its chat are on screen. */
export async function setUpOpenChat(options: Partial<ClientOptions> = {}) {
  const world = setUp(options)
  world.server.log.seed({ id: 'c1' })
  const list = world.client.conversations()
  const chat = world.client.messages('c1')
  list.subscribe(() => undefined)
  chat.subscribe(() => undefined)
  // A test that cuts the network early hears of it through the state.
  world.client.connect().catch(() => undefined)
  await world.env.advance(100)
  return {
    ...world,
    list,
    chat,
    contents: () => chat.getSnapshot().items.map(({ content }) => content),
    ids: () => list.getSnapshot().items.map(({ id }) => id),
    status: () => world.client.connection.getState().status,
  }
}

import { expect, test } from 'vitest'
import type { ClientOptions } from './client-api'
import { memoryStorage } from './outbox/storage'
import type { ClientStorage } from './outbox/storage'
import { setUp } from './testing/set-up'

let pages = 0

/** A page of `agent-1` of `tenant-1`, unless the server is told otherwise. */
function openPage(storage: ClientStorage, options: Partial<ClientOptions> = {}) {
  const world = setUp({ storage, ...options })
  // Each page is opened later than the one before, so that their messages have ids of their own.
  pages += 1
  world.env.nowMs += pages * 60_000
  world.server.log.seed({ id: 'c1' })
  const texts = () => world.client.outbox.items().map(({ body }) => body.content)
  const type = async (content: string) => {
    world.client.send('c1', { content }).catch(() => undefined)
    await world.env.advance(100)
  }
  return { ...world, texts, type }
}

const AGENT_1 = { userId: 'agent-1' }
const AGENT_2 = { userId: 'agent-2' }

/** Everything that lies in the storage, whoever wrote it. */
function watched() {
  const storage = memoryStorage()
  const names = new Set<string>()
  const save: ClientStorage['save'] = (collection, id, value) => {
    names.add(collection)
    return storage.save(collection, id, value)
  }
  const everything = async () => JSON.stringify(await Promise.all([...names].map((name) => storage.load(name))))
  return { storage: { ...storage, save }, everything }
}

test('what was typed offline is there and sent after a reload', async () => {
  const storage = memoryStorage()
  const before = openPage(storage, AGENT_1)
  before.server.goDown()
  await before.type('olá')
  await before.client.close()

  const after = openPage(storage, AGENT_1)
  after.client.connect().catch(() => undefined)
  await after.env.advance(1_000)
  expect(after.server.log.messagesOf('c1').map(({ content }) => content)).toEqual(['olá'])
  expect(after.texts()).toEqual([])
})

test('A crashes, B comes: B sees nothing of A, and A finds everything again', async () => {
  const storage = memoryStorage()
  const a = openPage(storage, AGENT_1)
  a.server.goDown()
  await a.type('de A')
  a.client.draft('c1').set('rascunho de A')
  await a.env.advance(1_000)

  const b = openPage(storage, AGENT_2)
  b.server.goDown()
  b.client.connect().catch(() => undefined)
  await b.env.advance(1_000)
  expect([b.texts(), b.client.draft('c1').getSnapshot().content]).toEqual([[], ''])

  const again = openPage(storage, AGENT_1)
  again.server.goDown()
  again.client.connect().catch(() => undefined)
  await again.env.advance(1_000)
  expect([again.texts(), again.client.draft('c1').getSnapshot().content]).toEqual([['de A'], 'rascunho de A'])
})

test('after a logout nothing of the user is left, and other users keep theirs', async () => {
  const { storage, everything } = watched()
  const b = openPage(storage, AGENT_2)
  b.server.goDown()
  await b.type('de B')
  await b.client.close()
  const a = openPage(storage, AGENT_1)
  a.server.goDown()
  await a.type('segredo')
  a.client.draft('c1').set('segredo')
  await a.env.advance(1_000)
  expect(await everything()).toContain('segredo')
  a.client.draft('c1').set('outro segredo')
  await a.client.logout()
  expect(await everything()).not.toMatch(/segredo|agent-1/)
  expect(await everything()).toContain('de B')
})

test('one user id in two tenants: neither sees what the other has stored', async () => {
  const storage = memoryStorage()
  const first = openPage(storage, { ...AGENT_1, tenantId: 'tenant-1' })
  first.server.goDown()
  await first.type('do primeiro')
  const second = openPage(storage, { ...AGENT_1, tenantId: 'tenant-2' })
  second.server.goDown()
  await second.type('do segundo')
  expect(second.texts()).toEqual(['do segundo'])
})

test('where the session names another tenant than what is stored, that is gone', async () => {
  const { storage, everything } = watched()
  const first = openPage(storage, AGENT_1)
  first.client.connect().catch(() => undefined)
  await first.env.advance(1_000)
  first.server.goDown()
  await first.type('do primeiro')
  first.client.draft('c1').set('do primeiro')
  await first.env.advance(1_000)

  const second = openPage(storage, AGENT_1)
  second.server.user = { ...second.server.user, tenant_id: 'tenant-2' }
  second.server.behave({ onRequest: () => new TypeError('fetch failed') })
  second.client.connect().catch(() => undefined)
  await second.env.advance(1_000)
  expect([second.texts(), second.client.draft('c1').getSnapshot().content]).toEqual([[], ''])
  await second.type('do segundo')
  expect(await everything()).toContain('do segundo')
  expect(await everything()).not.toContain('do primeiro')
})

test('without a user id, what is stored shows only once the session has told whose it is', async () => {
  const storage = memoryStorage()
  const before = openPage(storage)
  before.client.connect().catch(() => undefined)
  await before.env.advance(1_000)
  before.server.goDown()
  await before.type('olá')
  await before.client.close()

  const stranger = openPage(storage)
  stranger.server.user = { ...stranger.server.user, id: 'agent-2' }
  stranger.client.connect().catch(() => undefined)
  await stranger.env.advance(1_000)
  expect(stranger.server.log.messagesOf('c1')).toEqual([])

  const after = openPage(storage)
  const heal = after.server.goDown()
  after.client.connect().catch(() => undefined)
  await after.env.advance(1_000)
  expect(after.texts()).toEqual([])
  heal()
  await after.env.advance(60_000)
  expect(after.server.log.messagesOf('c1').map(({ content }) => content)).toEqual(['olá'])
})

test('a message sent without any session waits for nobody to say who the user is', async () => {
  const { client, env, server } = openPage(memoryStorage())
  const sent = client.send('c1', { content: 'do robô' })
  await env.advance(1_000)
  expect((await sent).content).toBe('do robô')
  expect(server.sockets).toEqual([])
})

test('a logout in one tab ends the others, which then write nothing more', async () => {
  const { storage, everything } = watched()
  const [one, other] = [openPage(storage, AGENT_1), openPage(storage, AGENT_1)]
  const told: string[] = []
  other.client.on('error', ({ message }) => told.push(message))
  for (const { client, env } of [one, other]) {
    client.connect().catch(() => undefined)
    await env.advance(1_000)
  }
  await one.client.logout()
  other.server.goDown()
  await other.type('segredo')
  expect(await everything()).not.toContain('segredo')
  other.env.signal('visible')
  await other.env.settle()
  expect(other.client.connection.getState().status).toBe('closed')
  expect(told).toContainEqual(expect.stringContaining('another tab'))

  const next = openPage(storage, AGENT_1)
  next.server.goDown()
  await next.type('novo')
  expect(await everything()).toContain('novo')
})

test('a draft survives resets and reloads, and is gone once it is set to an empty text', async () => {
  const storage = memoryStorage()
  const before = openPage(storage, AGENT_1)
  const draft = before.client.draft('c1')
  const seen: string[] = []
  draft.subscribe(() => seen.push(draft.getSnapshot().content))
  before.client.connect().catch(() => undefined)
  await before.env.advance(1_000)
  draft.set('ol')
  draft.set('olá')
  before.server.log.epoch = 'e2'
  before.server.dropSockets(1006)
  await before.env.advance(10_000)
  expect(before.client.draft('c1').getSnapshot()).toBe(draft.getSnapshot())
  expect(seen).toEqual(['ol', 'olá'])
  await before.client.close()

  const after = openPage(storage, AGENT_1)
  expect(after.client.draft('c1').getSnapshot().content).toBe('')
  await after.env.settle()
  expect(after.client.draft('c1').getSnapshot().content).toBe('olá')
  after.client.draft('c1').set('')
  await after.client.close()
  const last = openPage(storage, AGENT_1)
  last.client.draft('c1')
  await last.env.settle()
  expect(last.client.draft('c1').getSnapshot().content).toBe('')
})

test('what another version of the schema wrote is ignored and removed', async () => {
  const { storage, everything } = watched()
  const before = openPage(storage, AGENT_1)
  before.server.goDown()
  await before.type('olá')
  const scope = JSON.stringify(['http://inbox.test/api/v1', null, 'agent-1'])
  const [held] = await storage.load(`${scope}/outbox`)
  await storage.save(`${scope}/outbox`, 'future', { ...Object(held), id: 'future', version: 99 })
  const after = openPage(storage, AGENT_1)
  after.server.goDown()
  await after.type('mundo')
  expect(after.texts()).toEqual(['olá', 'mundo'])
  expect(await everything()).not.toContain('future')
})

test('a storage that had to fall back to memory is told once', async () => {
  const degraded = Promise.resolve(new Error('quota'))
  const { client, env } = openPage({ ...memoryStorage(), degraded }, AGENT_1)
  const causes: unknown[] = []
  client.on('error', ({ cause }) => causes.push(cause))
  client.connect().catch(() => undefined)
  await env.advance(10_000)
  expect(causes).toEqual([new Error('quota')])
})

test('a storage whose every call fails keeps nothing from working', async () => {
  const fail = () => Promise.reject(new Error('forbidden'))
  const { client, env, server } = openPage({ load: fail, save: fail, remove: fail }, AGENT_1)
  client.connect().catch(() => undefined)
  const sent = client.send('c1', { content: 'olá' })
  await env.advance(1_000)
  expect((await sent).content).toBe('olá')
  expect(server.log.messagesOf('c1')).toHaveLength(1)
})

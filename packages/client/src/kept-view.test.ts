import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClientOptions } from './client-api'
import { memoryStorage } from './outbox/storage'
import type { ClientStorage } from './outbox/storage'
import { FakeServer } from './testing/fake-server'
import { setUp } from './testing/set-up'
import { VirtualEnv } from './testing/virtual-env'
import { createClient } from './client'

/** One server, and pages that come and go before it with the same storage. */
function setUpServer() {
  const env = new VirtualEnv()
  const server = new FakeServer(env)
  const storage = memoryStorage()
  server.log.seed({ id: 'c1' })
  const openPage = async (options: Partial<ClientOptions> = {}) => {
    server.requests.length = 0
    const client = createClient({ url: 'http://inbox.test', token: 't', env, storage, userId: 'agent-1', ...options })
    const [list, chat, counts] = [client.conversations(), client.messages('c1'), client.counts()]
    for (const live of [list, chat, counts]) live.subscribe(() => undefined)
    client.connect().catch(() => undefined)
    await env.settle()
    const shown = () => ({
      list: list.getSnapshot().items.map(({ id, version }) => `${id}@${version}`),
      chat: chat.getSnapshot().items.map(({ content, version }) => `${content}@${version}`),
      all: counts.getSnapshot().counts?.all,
      status: [list, chat, counts].map((live) => live.getSnapshot().status),
    })
    return { client, list, chat, shown }
  }
  return { env, server, storage, openPage }
}

const READY = ['ready', 'ready', 'ready']

test('after a reload everything is there at once, also offline, and the socket goes on without a refetch', async () => {
  const { env, server, openPage } = setUpServer()
  server.log.receives('c1', 'um')
  const first = await openPage()
  await env.advance(5_000)
  const before = first.shown()
  await first.client.close()

  const heal = server.goDown()
  const second = await openPage()
  expect(second.shown()).toEqual({ ...before, status: READY })
  server.log.receives('c1', 'dois')
  heal()
  await env.advance(30_000)
  expect(second.shown().chat.at(-1)).toMatch(/^dois/)
  expect(second.shown().list).toEqual(
    [...server.log.conversations.values()].map(({ id, version }) => `${id}@${version}`),
  )
  expect(server.auths.at(-1)?.resume).toBeDefined()
  const lists = server.requests.filter((request) => /^GET .conversations(.c1.messages)?$/.test(request))
  expect(lists).toEqual([])
})

test('pages that come and go at any time end up with what the server has', async () => {
  const step = fc.constantFrom('receive', 'read', 'new', 'reload', 'kill', 'down', 'up', 'pass', 'restore' as const)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }), async (steps) => {
      const { env, server, openPage } = setUpServer()
      let page = await openPage()
      const heals: (() => void)[] = []
      const heal = () => heals.splice(0).forEach((end) => end())
      for (const [index, each] of steps.entries()) {
        if (each === 'receive') server.log.receives('c1', `${index}`)
        else if (each === 'read') server.log.updates('c1', { unread_count: 0 })
        else if (each === 'new') server.log.updates(server.log.seed({ id: `new-${index}` }).id, {})
        else if (each === 'down') heals.push(server.goDown())
        else if (each === 'up') heal()
        else if (each === 'restore') server.log.epoch += 'x'
        else if (each === 'pass') await env.advance(7_000)
        else {
          if (each === 'reload') await page.client.close()
          else page.client.connection.disconnect()
          page = await openPage()
        }
        await env.advance(1)
      }
      heal()
      server.dropSockets(1006)
      page = await openPage()
      await env.advance(120_000)
      const placeOf = (id: string) => server.log.conversations.get(id)?.version
      expect(page.shown().status).toEqual(READY)
      expect(page.shown().list.toSorted()).toEqual(
        [...server.log.conversations.keys()].map((id) => `${id}@${placeOf(id)}`).toSorted(),
      )
      expect(page.shown().chat).toEqual(
        server.log.messagesOf('c1').map(({ content, version }) => `${content}@${version}`),
      )
      expect(page.shown().all).toBe(server.log.conversations.size)
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('what one user saw is not shown to the next', async () => {
  const { env, server, openPage } = setUpServer()
  server.log.receives('c1', 'segredo')
  await openPage()
  await env.advance(5_000)
  server.goDown()
  const other = await openPage({ userId: 'agent-2' })
  expect(other.shown()).toMatchObject({ list: [], chat: [], all: undefined })
})

test('after a log that was restored, what was kept gives way to what the server has', async () => {
  const { env, server, openPage } = setUpServer()
  server.log.backUp()
  server.log.receives('c1', 'verloren')
  const first = await openPage()
  await env.advance(5_000)
  await first.client.close()
  server.log.restore()
  const second = await openPage()
  expect(second.shown().chat).toHaveLength(1)
  await env.advance(10_000)
  expect(second.shown().chat).toEqual([])
})

test('what cannot be read is fetched anew', async () => {
  const { env, server, storage, openPage } = setUpServer()
  await openPage()
  await env.advance(5_000)
  const name = `${JSON.stringify(['http://inbox.test/api/v1', null, 'agent-1'])}/view`
  const [held] = await storage.load(name)
  await storage.save(name, 'view', { ...Object(held), value: { id: 'view', cursor: 'e1.1', parts: [{ kind: 'odd' }] } })
  const second = await openPage()
  await env.advance(5_000)
  expect(second.shown().list).toHaveLength(1)
  expect(server.requests).toContain('GET /conversations')
})

test('a busy moment is written once', async () => {
  const memory = memoryStorage()
  let writes = 0
  const save: ClientStorage['save'] = async (collection, id, value) => {
    if (collection.endsWith('/view')) writes += 1
    await memory.save(collection, id, value)
  }
  const { env, server, client } = setUp({ storage: { ...memory, save }, userId: 'agent-1' })
  server.log.seed({ id: 'c1' })
  client.messages('c1').subscribe(() => undefined)
  client.connect().catch(() => undefined)
  await env.advance(10_000)
  const before = writes
  for (let index = 0; index < 100; index += 1) server.log.receives('c1', `${index}`)
  await env.advance(10_000)
  expect(writes - before).toBe(1)
})

test('a list that was scrolled far is shown as far as it was kept, then loaded again', async () => {
  const { env, server, openPage } = setUpServer()
  for (let index = 0; index < 300; index += 1) server.log.seed({ id: `d${index}` })
  const first = await openPage()
  await env.advance(1_000)
  for (let page = 0; page < 5; page += 1) await Promise.all([first.list.loadMore(), env.advance(100)])
  expect(first.shown().list.length).toBeGreaterThan(200)
  await env.advance(5_000)
  await first.client.close()
  const second = await openPage()
  expect(second.shown().list).toHaveLength(200)
  expect(second.list.getSnapshot().hasMore).toBe(true)
  await env.advance(5_000)
  for (let page = 0; page < 5; page += 1) await Promise.all([second.list.loadMore(), env.advance(100)])
  expect(second.shown().list).toHaveLength(301)
})

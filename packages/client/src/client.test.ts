import { expect, test } from 'vitest'
import { createClient } from './client'
import { setUp, setUpOpenChat } from './testing/set-up'

test('a message that arrives moves its conversation up and stands in its chat', async () => {
  const { env, server, list, contents } = await setUpOpenChat()
  server.log.updates('c1', {})
  server.log.seed({ id: 'c2', last_message_time: '2026-01-15T09:59:00.000Z' })
  server.log.updates('c2', {})
  await env.advance(100)
  expect(list.getSnapshot().items.map(({ id }) => id)).toEqual(['c2', 'c1'])
  server.log.receives('c1', 'Olá')
  await env.advance(100)
  expect(list.getSnapshot().items.map(({ id }) => id)).toEqual(['c1', 'c2'])
  expect(list.getSnapshot().items[0]).toMatchObject({ last_message: 'Olá', unread_count: 1 })
  expect(contents()).toEqual(['Olá'])
})

test('a message of ours is on screen at once, and its confirmation takes the same place and key', async () => {
  const { env, chat, client, contents } = await setUpOpenChat()
  const sent = client.send('c1', { content: 'Bom dia' })
  const [shownAtOnce] = chat.getSnapshot().items
  expect(shownAtOnce).toMatchObject({ content: 'Bom dia', origin: 'outbox' })
  const shown: string[][] = []
  chat.subscribe(() => shown.push(contents()))
  await env.advance(100)
  expect(await sent).toMatchObject({ content: 'Bom dia', status: 'pending' })
  expect(chat.getSnapshot().items[0]).toMatchObject({ key: shownAtOnce?.key, origin: 'server', status: 'pending' })
  expect(new Set(shown.map(String))).toEqual(new Set(['Bom dia']))
})

test('the event of our own message may come before the answer without showing it twice', async () => {
  const { env, server, client, chat } = await setUpOpenChat()
  server.behave({ answerDelayMs: ({ method }) => (method === 'POST' ? 1_000 : 0) })
  const sent = client.send('c1', { content: 'Oi' })
  await env.advance(500)
  expect(chat.getSnapshot().items).toMatchObject([{ content: 'Oi', origin: 'server' }])
  await env.advance(1_000)
  expect(await sent).toMatchObject({ content: 'Oi' })
  expect(chat.getSnapshot().items).toHaveLength(1)
  expect(client.outbox.items()).toEqual([])
})

test('what is written offline waits in order and goes out when the network is back', async () => {
  const { env, server, client, chat, status } = await setUpOpenChat()
  const heal = server.goDown()
  await env.advance(30_000)
  const sent = [client.send('c1', { content: 'um' }), client.send('c1', { content: 'dois' })]
  await env.advance(60_000)
  expect(status()).toBe('offline')
  expect(chat.getSnapshot().items.map(({ content, status }) => [content, status])).toEqual([
    ['um', 'queued'],
    ['dois', 'queued'],
  ])
  heal()
  env.signal('online')
  await env.advance(20_000)
  expect((await Promise.all(sent)).map(({ content }) => content)).toEqual(['um', 'dois'])
  expect(server.log.messagesOf('c1').map(({ content }) => content)).toEqual(['um', 'dois'])
  expect(status()).toBe('connected')
})

test('an answer that gets lost does not send the message twice', async () => {
  const { env, server, client, contents } = await setUpOpenChat()
  const heal = server.behave({
    onAnswer: (request, answer) => (request.method === 'POST' ? new TypeError('reset') : answer),
  })
  const sent = client.send('c1', { content: 'uma vez' })
  await env.advance(200)
  heal()
  await env.advance(5_000)
  expect(await sent).toMatchObject({ content: 'uma vez' })
  expect(server.log.messagesOf('c1')).toHaveLength(1)
  expect(contents()).toEqual(['uma vez'])
})

test('a message the server refuses steps aside, and those behind it go out', async () => {
  const { env, server, client, chat } = await setUpOpenChat()
  const heal = server.behave({
    onRequest: (request) =>
      request.method === 'POST' ? Response.json(problemOf(422, 'reply_window_closed'), { status: 422 }) : undefined,
  })
  const refused = client.send('c1', { content: 'fora da janela' })
  const refusal = expect(refused).rejects.toMatchObject({ code: 'reply_window_closed', retryable: false, status: 422 })
  await env.advance(100)
  heal()
  await refusal
  await Promise.all([client.send('c1', { content: 'segue' }), env.advance(100)])
  expect(chat.getSnapshot().items.map(({ content, status }) => [content, status])).toEqual([
    ['segue', 'pending'],
    ['fora da janela', 'failed'],
  ])
  const [failed] = client.outbox.items()
  client.outbox.retry(failed?.id ?? '')
  await env.advance(100)
  expect(client.outbox.items()).toEqual([])
})

test('older messages and further conversations are loaded by the page, and each once', async () => {
  const { env, server, client } = setUp()
  for (let index = 0; index < 60; index += 1) server.log.seed({ id: `c${index}`, created_at: time(index) })
  for (let index = 0; index < 120; index += 1) server.log.receives('c0', `${index}`)
  const [list, chat] = [client.conversations(), client.messages('c0')]
  await Promise.all([list.refresh(), chat.refresh(), env.settle()])
  expect([list.getSnapshot().items.length, list.getSnapshot().hasMore]).toEqual([50, true])
  expect(chat.getSnapshot().items.map(({ content }) => content)).toEqual(range(70, 120))
  await Promise.all([list.loadMore(), list.loadMore(), chat.loadOlder(), chat.loadOlder()])
  expect([list.getSnapshot().items.length, list.getSnapshot().hasMore]).toEqual([60, false])
  expect(chat.getSnapshot().items.map(({ content }) => content)).toEqual(range(20, 120))
  await chat.loadOlder()
  expect(chat.getSnapshot()).toMatchObject({ hasOlder: false })
  expect(chat.getSnapshot().items).toHaveLength(120)
  const asked = server.requests.length
  await Promise.all([chat.loadOlder(), list.loadMore()])
  expect(server.requests).toHaveLength(asked)
})

test('a conversation that is not in any list is fetched when somebody looks, and followed', async () => {
  const { env, server, client } = await setUpOpenChat()
  server.log.seed({ id: 'far' })
  const single = client.conversation('far')
  expect(single.getSnapshot()).toMatchObject({ status: 'loading', conversation: null })
  single.subscribe(() => undefined)
  await env.advance(100)
  expect(single.getSnapshot()).toMatchObject({ status: 'ready', conversation: { id: 'far', status: 'waiting' } })
  server.log.updates('far', { status: 'assigned' })
  await env.advance(100)
  expect(single.getSnapshot().conversation?.status).toBe('assigned')
  server.log.deletes('far')
  await env.advance(100)
  expect(single.getSnapshot()).toMatchObject({ status: 'error', conversation: null, error: { code: 'not_found' } })
})

test('a list that could not be loaded says why, and loads when the server can be reached', async () => {
  const { env, server, client } = setUp()
  const heal = server.goDown()
  const list = client.conversations()
  list.subscribe(() => undefined)
  await env.settle()
  expect(list.getSnapshot()).toMatchObject({ status: 'error', items: [], error: { code: 'network_unreachable' } })
  heal()
  env.signal('online')
  await env.settle()
  expect(list.getSnapshot()).toMatchObject({ status: 'ready', error: null })
})

test('totals follow the conversations although no page holds them all', async () => {
  const { env, server, client } = await setUpOpenChat()
  const counts = client.counts()
  counts.subscribe(() => undefined)
  await env.advance(100)
  expect(counts.getSnapshot().counts).toMatchObject({ all: 1, waiting: 1, unread: 0 })
  for (let index = 0; index < 20; index += 1) server.log.receives('c1', `${index}`)
  await env.advance(3_000)
  expect(counts.getSnapshot().counts).toMatchObject({ unread: 20 })
  expect(server.requests.filter((request) => request.endsWith('/counts')).length).toBeLessThan(4)
})

test('totals that were read before the first list do not miss what happened in between', async () => {
  const { env, server, client } = setUp()
  server.log.seed({ id: 'c1' })
  server.behave({ requestDelayMs: ({ url }) => (url.endsWith('counts') ? 0 : 500) })
  client.counts().subscribe(() => undefined)
  client.conversations().subscribe(() => undefined)
  await env.advance(100)
  server.log.receives('c1', 'Olá')
  client.connect().catch(() => undefined)
  await env.advance(10_000)
  expect(client.counts().getSnapshot().counts).toMatchObject({ unread: 1 })
})

test('reading a conversation clears its unread messages for lists that show only unread ones', async () => {
  const { env, server, client } = await setUpOpenChat()
  const unread = client.conversations({ unread: true })
  unread.subscribe(() => undefined)
  server.log.receives('c1', 'Olá')
  await env.advance(100)
  expect(unread.getSnapshot().items).toHaveLength(1)
  await Promise.all([client.markAsRead('c1'), env.advance(100)])
  expect(unread.getSnapshot().items).toHaveLength(0)
})

test('the same query by value is one live list', () => {
  const { client } = setUp()
  expect(client.conversations({ status: 'waiting' })).toBe(client.conversations({ status: 'waiting', search: ' ' }))
  expect(client.conversations({ status: 'waiting' })).not.toBe(client.conversations())
})

test('a listener that throws is reported and harms nobody else', async () => {
  const { env, server, client, contents } = await setUpOpenChat()
  const faults: unknown[] = []
  client.on('error', (error) => faults.push(error.cause))
  client.on('message_received', () => {
    throw new Error('mine')
  })
  server.log.receives('c1', 'Olá')
  await env.advance(100)
  expect(faults).toEqual([new Error('mine')])
  expect(contents()).toEqual(['Olá'])
})

test('a client without a token is refused when it is made', () => {
  expect(() => createClient({ url: 'http://inbox.test' })).toThrow(/token/)
  expect(() => createClient({ url: 'nonsense', token: 'x' })).toThrow(/url/)
})

const problemOf = (status: number, code: string) => ({ type: 'about:blank', title: code, status, code })

const time = (minute: number) => new Date(Date.parse('2026-01-15T09:00:00.000Z') + minute * 60_000).toISOString()

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`)

test('the answer to a write that comes after access was lost brings nothing back', async () => {
  const { client, server, env, ids } = await setUpOpenChat()
  server.behave({ answerDelayMs: (request) => (request.method === 'POST' ? 500 : 0) })
  const write = client.markAsRead('c1')
  await env.advance(100)
  server.log.conversations.delete('c1')
  server.tell({ type: 'reset', reason: 'access_changed', cursor: server.log.cursor })
  await env.advance(100)
  expect(ids()).toEqual([])
  await env.advance(1_000)
  await write
  expect(ids()).toEqual([])
})

test('a template may be sent without a text of its own', async () => {
  const { client, server, env } = await setUpOpenChat()
  const template = { name: 'hello', language: 'en' }
  const sent = client.send('c1', { content: '', message_type: 'template', template })
  await Promise.all([sent, env.advance(100)])
  expect(server.log.messagesOf('c1')).toHaveLength(1)
})

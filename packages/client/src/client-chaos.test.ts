import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemResponse } from './testing/fake-routes'
import { setUp } from './testing/set-up'

/** What may happen in the world; `heal` ends all that lasts. */
const ACTIONS = [
  'receive',
  'receive',
  'reply',
  'status',
  'update',
  'delete',
  'drop',
  'down',
  'block',
  'lose_answers',
  'overload',
  'slow',
  'heal',
  'backup',
  'restore',
  'hide',
  'older',
  'more',
] as const
type Action = (typeof ACTIONS)[number]

const CONVERSATIONS = Array.from({ length: 60 }, (_, index) => `c${index}`)

test('after any trouble heals, the client shows what the server holds, once and in order', async () => {
  const story = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(59), fc.nat(8_000)), {
    maxLength: 40,
    size: 'max',
  })
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const world = await openInbox()
      const heals: (() => void)[] = []
      for (const [action, which, passedMs] of steps) {
        act(world, action, which, heals)
        await world.env.advance(passedMs)
      }
      heals.forEach((heal) => heal())
      world.env.signal('online')
      await world.env.advance(120_000)
      await expectConverged(world)
      await world.client.close()
      expect(world.env.pendingTimers).toBe(0)
    }),
    { numRuns: 60 },
  )
}, 120_000)

async function openInbox() {
  const world = setUp()
  const { client, server, env } = world
  for (const id of CONVERSATIONS) server.log.seed({ id, last_message_time: null })
  for (let index = 0; index < 70; index += 1) server.log.receives('c0', `old ${index}`)
  server.log.backUp()
  const list = client.conversations()
  const unread = client.conversations({ unread: true })
  const chat = client.messages('c0')
  for (const live of [list, unread, chat, client.counts()]) live.subscribe(() => undefined)
  client.connect().catch(() => undefined)
  await env.advance(50)
  return { ...world, list, unread, chat, heard: listen(world) }
}

function listen({ client }: ReturnType<typeof setUp>): string[] {
  const heard: string[] = []
  client.on('message_received', ({ id }) => heard.push(id))
  return heard
}

function act(
  { client, server, env, list, chat }: Awaited<ReturnType<typeof openInbox>>,
  action: Action,
  which: number,
  heals: (() => void)[],
): void {
  const { log } = server
  const conversation = [...log.conversations.keys()][which % Math.max(1, log.conversations.size)] ?? 'c0'
  const message = [...log.messages.values()][which]
  const onPost = (request: Request) => request.method === 'POST'
  const actions: Record<Action, () => void> = {
    receive: () => log.conversations.has(conversation) && log.receives(which % 3 ? 'c0' : conversation, 'in'),
    reply: () => void client.send('c0', { content: `out ${which}` }).catch(() => undefined),
    status: () => message && log.messages.has(message.id) && log.changesStatus(message.id, 'read'),
    update: () => log.updates(conversation, { status: 'active', unread_count: which % 2 }),
    delete: () => conversation !== 'c0' && log.deletes(conversation),
    drop: () => server.dropSockets(1006),
    down: () => heals.push(server.goDown()),
    block: () => heals.push(server.blockSockets()),
    lose_answers: () =>
      heals.push(server.behave({ onAnswer: (request, answer) => (onPost(request) ? new TypeError('lost') : answer) })),
    overload: () => heals.push(server.behave({ onRequest: () => problemResponse(503, 'service_unavailable') })),
    slow: () => heals.push(server.behave({ answerDelayMs: () => 700 })),
    heal: () => heals.splice(0).forEach((heal) => heal()),
    backup: () => log.backUp(),
    restore: () => {
      log.restore()
      server.dropSockets(1012)
    },
    hide: () => {
      env.signal('pagehide')
      env.setTimer(3_000, () => env.signal('pageshow'))
    },
    older: () => void chat.loadOlder().catch(() => undefined),
    more: () => void list.loadMore().catch(() => undefined),
  }
  actions[action]()
}

async function expectConverged({
  client,
  server,
  env,
  list,
  unread,
  chat,
  heard,
}: Awaited<ReturnType<typeof openInbox>>) {
  expect(client.connection.getState().status).toBe('connected')
  expect(client.outbox.items()).toEqual([])
  while (list.getSnapshot().hasMore) await Promise.all([list.loadMore(), env.advance(2_000)])
  while (unread.getSnapshot().hasMore) await Promise.all([unread.loadMore(), env.advance(2_000)])
  while (chat.getSnapshot().hasOlder) await Promise.all([chat.loadOlder(), env.advance(2_000)])
  const held = [...server.log.conversations.values()].sort((a, b) =>
    `${a.last_message_time ?? a.created_at} ${a.id}` < `${b.last_message_time ?? b.created_at} ${b.id}` ? 1 : -1,
  )
  expect(list.getSnapshot().items).toEqual(held)
  expect(unread.getSnapshot().items).toEqual(held.filter(({ unread_count }) => unread_count > 0))
  const shown = chat.getSnapshot().items.map(({ key: _key, origin: _origin, ...message }) => message)
  expect(shown).toEqual(
    server.log
      .messagesOf('c0')
      .sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.seq - b.seq)),
  )
  expect(client.counts().getSnapshot().counts?.unread).toBe(held.reduce((sum, item) => sum + item.unread_count, 0))
  expect(new Set(heard).size).toBe(heard.length)
}

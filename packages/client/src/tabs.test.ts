import { expect, test } from 'vitest'
import { isPytakeError } from './errors'
import { memoryStorage } from './outbox/storage'
import { problemResponse } from './testing/fake-routes'
import type { OpenTab } from './testing/set-up-tabs'
import { setUpTabs } from './testing/set-up-tabs'
import { createFakeBrowser } from './testing/fake-browser'
import { VirtualEnv } from './testing/virtual-env'
import { setUp } from './testing/set-up'
import { sharedTabs } from './tabs'

const leaders = (tabs: readonly OpenTab[]) => tabs.filter(({ client }) => client.isLeader())
const leaderOf = (tabs: readonly OpenTab[]): OpenTab => {
  const [leader, second] = leaders(tabs)
  if (!leader || second) throw new Error('not exactly one leader')
  return leader
}
const othersOf = (tabs: readonly OpenTab[]): [OpenTab, ...OpenTab[]] => {
  const [first, ...rest] = tabs.filter(({ client }) => !client.isLeader())
  if (!first) throw new Error('no follower')
  return [first, ...rest]
}

test('ten tabs open one socket, and each shows and hears everything once', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(10)
  server.log.receives('c1', 'oi')
  await env.advance(100)
  server.log.receives('c1', 'tudo bem?')
  await env.advance(100)
  expect(server.auths).toHaveLength(1)
  expect(leaders(tabs)).toHaveLength(1)
  for (const tab of tabs) {
    expect(tab.status()).toBe('connected')
    expect(tab.contents()).toEqual(['oi', 'tudo bem?'])
    expect(tab.heard).toEqual(['oi', 'tudo bem?'])
  }
})

test('what one tab sends is on screen in all of them, and its promise resolves wherever it was sent from', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(3)
  const sent = Promise.all(tabs.map(({ client }, index) => client.send('c1', { content: `de ${index}` })))
  await env.advance(500)
  expect((await sent).map(({ content }) => content)).toEqual(['de 0', 'de 1', 'de 2'])
  for (const tab of tabs) {
    expect([...tab.contents()].sort()).toEqual(['de 0', 'de 1', 'de 2'])
    expect(tab.client.outbox.items()).toEqual([])
  }
  expect(server.log.messages.size).toBe(3)
})

test('a message that the server refuses fails in every tab, and can be sent again or discarded from any', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(2)
  const [follower] = othersOf(tabs)
  const heal = server.behave({
    onRequest: ({ method }) => (method === 'POST' ? problemResponse(409, 'reply_window_closed') : undefined),
  })
  const answers = ['um', 'dois'].map((content) =>
    follower.client.send('c1', { content }).catch((error: unknown) => error),
  )
  await env.advance(500)
  for (const answer of await Promise.all(answers)) expect(isPytakeError(answer, 'reply_window_closed')).toBe(true)
  const states = tabs.map(({ client }) => client.outbox.items().map(({ state }) => state.status))
  expect(states).toEqual([
    ['failed', 'failed'],
    ['failed', 'failed'],
  ])
  heal()
  const [first, second] = follower.client.outbox.items()
  follower.client.outbox.discard(first?.id ?? '')
  follower.client.outbox.retry(second?.id ?? '')
  await env.advance(500)
  for (const tab of tabs) expect([tab.contents(), tab.client.outbox.items()]).toEqual([['dois'], []])
})

test('a leader that is closed or crashes is followed by another within a second', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(4)
  for (const end of ['close', 'kill'] as const) {
    const leader = leaderOf(tabs)
    if (end === 'kill') leader.kill()
    else void leader.client.close()
    tabs.splice(tabs.indexOf(leader), 1)
    await env.advance(1_000)
    expect(leaderOf(tabs).status()).toBe('connected')
    server.log.receives('c1', end)
    await env.advance(100)
  }
  expect(server.auths).toHaveLength(3)
  for (const tab of tabs) expect(tab.heard).toEqual(['close', 'kill'])
})

test('a leader that hangs is noticed by who needs it, and gives way when it runs again', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(3)
  const hung = leaderOf(tabs)
  const [follower] = othersOf(tabs)
  hung.hang()
  const sent = follower.client.send('c1', { content: 'alguém aí?' })
  await env.advance(1_000)
  expect((await sent).content).toBe('alguém aí?')
  server.log.receives('c1', 'sim')
  await env.advance(100)
  hung.thaw()
  await env.advance(1_000)
  expect(hung.client.isLeader()).toBe(false)
  expect(leaders(tabs)).toHaveLength(1)
  expect(server.sockets).toHaveLength(1)
  for (const tab of tabs) expect([tab.contents(), tab.heard]).toEqual([['alguém aí?', 'sim'], ['sim']])
})

test('a leader killed while a message is on its way loses and doubles nothing, with memory alone', async () => {
  for (const afterMs of [0, 1, 2, 3, 5, 8, 13, 40, 80]) {
    const { env, server, openConnected } = setUpTabs()
    server.behave({ answerDelayMs: ({ method }) => (method === 'POST' ? 30 : 0) })
    const tabs = await openConnected(3)
    const leader = leaderOf(tabs)
    const [follower, other] = othersOf(tabs)
    const sends = ['um', 'dois', 'três'].map((content) => follower.client.send('c1', { content }))
    leader.client.send('c1', { content: 'do líder' }).catch(() => undefined)
    await env.advance(afterMs)
    leader.kill()
    await env.advance(3_000)
    expect((await Promise.all(sends)).map(({ content }) => content)).toEqual(['um', 'dois', 'três'])
    const stored = server.log.messagesOf('c1').map(({ content }) => content)
    expect(stored.filter((content) => content !== 'do líder')).toEqual(['um', 'dois', 'três'])
    expect(new Set(stored).size).toBe(stored.length)
    for (const tab of [follower, other]) expect(tab?.contents()).toEqual(stored)
  }
})

test('with a storage that tabs share, the next leader goes on where the last one stopped', async () => {
  const storage = memoryStorage()
  const { env, server, openConnected } = setUpTabs({ storage })
  const tabs = await openConnected(2)
  const heal = server.behave({ onRequest: ({ method }) => (method === 'POST' ? new TypeError('down') : undefined) })
  const leader = leaderOf(tabs)
  for (const content of ['um', 'dois']) leader.client.send('c1', { content }).catch(() => undefined)
  await env.advance(200)
  leader.kill()
  othersOf(tabs)[0].kill()
  heal()
  const [later] = await openConnected(1)
  await env.advance(2_000)
  expect(later?.contents()).toEqual(['um', 'dois'])
  expect(await storage.load('outbox')).toEqual([])
})

test('a leader killed in the middle of a poll or of a resume leaves no gap', async () => {
  for (const afterMs of [0, 3, 500, 1_003, 1_006, 1_020]) {
    const { env, server, openConnected } = setUpTabs()
    const tabs = await openConnected(3)
    const heal = server.blockSockets()
    server.behave({ answerDelayMs: () => 10 })
    await env.advance(20)
    server.log.receives('c1', 'um')
    await env.advance(afterMs)
    server.log.receives('c1', 'dois')
    const leader = leaderOf(tabs)
    leader.kill()
    if (afterMs % 2) heal()
    await env.advance(10_000)
    heal()
    await env.advance(20_000)
    server.log.receives('c1', 'três')
    await env.advance(6_000)
    for (const tab of othersOf(tabs.filter((tab) => tab !== leader)))
      expect([tab.contents(), tab.heard]).toEqual([
        ['um', 'dois', 'três'],
        ['um', 'dois', 'três'],
      ])
  }
})

test('while sockets are blocked only the leader polls, and all hear what it reads', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(5)
  server.blockSockets()
  await env.advance(60_000)
  const before = server.requests.filter((request) => request.includes('events')).length
  server.log.receives('c1', 'por consulta')
  await env.advance(50_000)
  const polls = server.requests.filter((request) => request.includes('events')).length - before
  expect(polls).toBeLessThan(15)
  for (const tab of tabs) expect(tab.heard).toEqual(['por consulta'])
})

test('a follower that was frozen or in the back-forward cache catches up, in order and without a repeat', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(3)
  const [cached, hung] = othersOf(tabs)
  server.log.receives('c1', 'um')
  await env.advance(100)
  cached.hide()
  hung?.hang()
  server.log.receives('c1', 'dois')
  await env.advance(30_000)
  server.log.receives('c1', 'três')
  await env.advance(100)
  cached.show()
  hung?.thaw()
  await env.advance(500)
  server.log.receives('c1', 'quatro')
  await env.advance(100)
  for (const tab of tabs) expect(tab.heard).toEqual(['um', 'dois', 'três', 'quatro'])
  expect(server.auths).toHaveLength(1)
})

test('a leader that goes into the back-forward cache holds neither lock nor socket there, and follows when it is back', async () => {
  const { env, server, browser, openConnected } = setUpTabs()
  const [alone] = await openConnected(1)
  alone?.hide()
  await env.advance(100)
  expect([browser.holders.size, server.sockets.length]).toEqual([0, 0])
  const [second] = await openConnected(1)
  expect(second?.client.isLeader()).toBe(true)
  alone?.show()
  server.log.receives('c1', 'voltou?')
  await env.advance(500)
  expect([alone?.client.isLeader(), alone?.status()]).toEqual([false, 'connected'])
  expect(alone?.heard).toEqual(['voltou?'])
})

test('a promise survives the back-forward cache', async () => {
  const { env, server, openConnected } = setUpTabs()
  const heal = server.behave({ onRequest: ({ method }) => (method === 'POST' ? new TypeError('down') : undefined) })
  const [alone] = await openConnected(1)
  const sent = alone?.client.send('c1', { content: 'espera' })
  await env.advance(100)
  alone?.hide()
  heal()
  await env.advance(10_000)
  alone?.show()
  await env.advance(2_000)
  expect((await sent)?.content).toBe('espera')
})

test('a tab that disconnects leaves the others connected, and comes back with all it missed', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(2)
  const leader = leaderOf(tabs)
  leader.client.connection.disconnect()
  await env.advance(1_000)
  const next = leaderOf(tabs)
  expect([leader.status(), next.status()]).toEqual(['closed', 'connected'])
  expect(next).not.toBe(leader)
  server.log.receives('c1', 'perdida')
  await env.advance(100)
  expect(leader.heard).toEqual([])
  leader.client.connection.reconnect()
  await env.advance(500)
  expect([leader.status(), leader.heard]).toEqual(['connected', ['perdida']])
  expect(server.sockets).toHaveLength(1)
})

test('typing and viewing go through the leader; of several tabs the one turned to last is what colleagues see', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(3)
  const [first, second] = othersOf(tabs)
  const viewing = () => server.heard.flatMap((frame) => (frame.type === 'viewing' ? [frame.conversation_id] : []))
  first.client.setTyping('c1', true)
  first.client.setViewing('c1')
  await env.advance(20)
  second?.client.setViewing('c2')
  await env.advance(20)
  expect(server.heard.filter(({ type }) => type === 'typing_start')).toHaveLength(1)
  expect(viewing()).toEqual(['c1', 'c2'])
  void second?.client.close()
  await env.advance(20)
  expect(viewing()).toEqual(['c1', 'c2', 'c1'])
  leaderOf(tabs).kill()
  await env.advance(1_000)
  expect(viewing()).toEqual(['c1'])
})

test('a tab whose token was renewed leads where the leader was refused for good', async () => {
  const { env, server, openConnected } = setUpTabs()
  server.behave({ refuseAuth: ({ token }) => (token === 'old' ? 4401 : undefined) })
  const [old] = await openConnected(1, { getToken: () => 'old' })
  expect(old?.status()).toBe('closed')
  const [fresh] = await openConnected(1, { getToken: () => 'fresh' })
  await env.advance(500)
  expect([fresh?.status(), fresh?.client.isLeader(), old?.status()]).toEqual(['connected', true, 'connected'])
})

test('a hidden leader without a socket gives way to a tab that somebody looks at', async () => {
  const { env, server, openConnected } = setUpTabs()
  const tabs = await openConnected(2)
  const hidden = leaderOf(tabs)
  hidden.cover()
  server.blockSockets()
  await env.advance(11_000)
  expect(hidden.client.isLeader()).toBe(false)
  expect(leaders(tabs)).toHaveLength(1)
})

test("a tab that comes later knows the server's clock, and who is there", async () => {
  const { env, server, open, openConnected } = setUpTabs()
  server.clockAheadMs = 3_600_000
  await openConnected(1)
  server.tell({
    type: 'presence_updated',
    data: { user_id: 'agent-2', online: true, conversation_id: null },
    at: '2026-01-15T10:00:00.000Z',
  })
  await env.advance(50)
  const late = open()
  const present: string[] = []
  late.client.on('presence_updated', ({ user_id }) => present.push(user_id))
  void late.client.connect()
  await env.advance(50)
  expect(Math.abs(late.client.serverNow() - env.nowMs - 3_600_000)).toBeLessThan(20)
  expect(present).toEqual(['agent-2'])
})

test('users, tenants and servers do not share', async () => {
  const { env, server, open } = setUpTabs()
  const tabs = [open(), open({ userId: 'agent-2' }), open({ tenantId: 'tenant-2' })]
  for (const { client } of tabs) client.connect().catch(() => undefined)
  await env.advance(200)
  expect(server.auths).toHaveLength(3)
  expect(leaders(tabs)).toHaveLength(3)
})

test('closed tabs leave no timer, listener, lock or socket', async () => {
  const { env, server, browser, openConnected } = setUpTabs()
  const tabs = await openConnected(3)
  server.behave({ onRequest: ({ method }) => (method === 'POST' ? new TypeError('down') : undefined) })
  const waiting = othersOf(tabs)[0]
    .client.send('c1', { content: 'x' })
    .catch((error: unknown) => error)
  await env.advance(10)
  await Promise.all(tabs.map(({ client }) => client.close()))
  expect(isPytakeError(await waiting, 'client_closed')).toBe(true)
  await env.advance(10)
  expect(env.pendingTimers).toBe(0)
  expect(tabs.map(({ lifecycle }) => lifecycle.size)).toEqual([0, 0, 0])
  expect([browser.holders.size, server.sockets.length]).toEqual([0, 0])
})

test('without Web Locks and BroadcastChannel each tab works alone', async () => {
  const { env, server, client } = setUp({ userId: 'agent-1', tabs: sharedTabs() })
  void client.connect()
  await env.advance(100)
  expect([client.connection.getState().status, client.isLeader(), server.auths.length]).toEqual(['connected', true, 1])
})

test('sharing needs to know whose tabs these are', () => {
  const { port } = createFakeBrowser(new VirtualEnv()).openTab()
  expect(() => setUp({ tabs: sharedTabs(port) })).toThrow('unable to share tabs without userId')
})

import { expect, test } from 'vitest'
import { setUpOpenChat } from '../testing/set-up'

const AT = '2026-01-15T10:00:00.000Z'

async function setUp() {
  const world = await setUpOpenChat()
  const { server, env, client } = world
  const tell = async (user_id: string, conversation_id: string | null, online = true) => {
    server.tell({ type: 'presence_updated', data: { user_id, online, conversation_id }, at: AT })
    await env.advance(10)
  }
  const viewers = client.viewers('c1')
  return {
    ...world,
    tell,
    viewers,
    online: () =>
      client
        .presence()
        .getSnapshot()
        .users.map(({ user_id }) => user_id),
    viewing: () => viewers.getSnapshot().agents,
  }
}

test('colleagues come, look at a conversation, and go; we are not among them', async () => {
  const { tell, online, viewing } = await setUp()
  await tell('agent-1', 'c1')
  await tell('agent-2', 'c1')
  await tell('agent-3', null)
  expect([online(), viewing()]).toEqual([['agent-2', 'agent-3'], ['agent-2']])
  await tell('agent-2', 'c2')
  expect(viewing()).toEqual([])
  await tell('agent-2', null, false)
  expect(online()).toEqual(['agent-3'])
})

test('only the conversations a colleague came from and went to are told', async () => {
  const { tell, client, viewers } = await setUp()
  await tell('agent-3', null)
  const heard: string[] = []
  viewers.subscribe(() => heard.push('c1'))
  client.viewers('c3').subscribe(() => heard.push('c3'))
  await tell('agent-2', 'c1')
  await tell('agent-2', 'c2')
  await tell('agent-2', 'c4')
  expect(heard).toEqual(['c1', 'c1'])
})

test('without a connection nobody is known to be there', async () => {
  const { tell, server, env, online, viewing } = await setUp()
  await tell('agent-2', 'c1')
  const heal = server.goDown()
  await env.advance(100)
  expect([online(), viewing()]).toEqual([[], []])
  heal()
})

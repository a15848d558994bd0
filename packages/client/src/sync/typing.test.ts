import { expect, test } from 'vitest'
import { setUpOpenChat } from '../testing/set-up'

const AT = '2026-01-15T10:00:00.000Z'
const customer = { conversation_id: 'c1', contact_id: 'contact-of-c1' }

test('the customer types until he stops, writes, or is not heard of any more', async () => {
  const { env, server, client } = await setUpOpenChat()
  const typing = client.typing('c1')
  const isTyping = () => typing.getSnapshot().customer
  const start = async () => {
    server.tell({ type: 'typing_start', data: customer, at: AT })
    await env.advance(10)
    expect(isTyping()).toBe(true)
  }
  await start()
  server.tell({ type: 'typing_stop', data: customer, at: AT })
  await env.advance(10)
  expect(isTyping()).toBe(false)
  await start()
  server.log.receives('c1', 'Olá')
  await env.advance(10)
  expect(isTyping()).toBe(false)
  await start()
  await env.advance(10_000)
  expect(isTyping()).toBe(false)
})

test('colleagues are named, we are not', async () => {
  const { env, server, client } = await setUpOpenChat()
  for (const user_id of ['agent-1', 'agent-2']) {
    server.tell({ type: 'agent_typing_start', data: { conversation_id: 'c1', user_id }, at: AT })
  }
  await env.advance(10)
  expect(client.typing('c1').getSnapshot()).toEqual({ customer: false, agents: ['agent-2'] })
})

test('a keystroke is told at most every few seconds, and silence ends it', async () => {
  const { env, server, client } = await setUpOpenChat()
  for (let stroke = 0; stroke < 10; stroke += 1) {
    client.setTyping('c1', true)
    await env.advance(500)
  }
  await env.advance(10_000)
  const told = server.heard.filter(({ type }) => type.startsWith('typing')).map(({ type }) => type)
  expect(told).toEqual(['typing_start', 'typing_start', 'typing_stop'])
})

test('typing elsewhere stops it here', async () => {
  const { env, server, client } = await setUpOpenChat()
  client.setTyping('c1', true)
  client.setTyping('c2', true)
  client.setTyping('c1', false)
  client.setTyping('c2', false)
  await env.advance(10)
  expect(server.heard.filter(({ type }) => type.startsWith('typing'))).toEqual([
    { type: 'typing_start', conversation_id: 'c1' },
    { type: 'typing_stop', conversation_id: 'c1' },
    { type: 'typing_start', conversation_id: 'c2' },
    { type: 'typing_stop', conversation_id: 'c2' },
  ])
})

test('what is on screen is told again to a new socket', async () => {
  const { env, server, client } = await setUpOpenChat()
  client.setViewing('c1')
  await env.advance(10)
  server.dropSockets(1006)
  await env.advance(5_000)
  expect(server.heard.filter(({ type }) => type === 'viewing')).toEqual([{ type: 'viewing', conversation_id: 'c1' }])
})

test('a link to a file is asked for once until shortly before it expires', async () => {
  const { env, server, client } = await setUpOpenChat()
  const links = Promise.all([client.mediaLink('f1'), client.mediaLink('f1')])
  await env.settle()
  expect((await links)[0].url).toContain('f1')
  const asked = () => server.requests.filter((request) => request.includes('/media/')).length
  expect(asked()).toBe(1)
  await env.advance(299_000)
  void client.mediaLink('f1')
  expect(asked()).toBe(1)
  await env.advance(2_000)
  void client.mediaLink('f1')
  await env.settle()
  expect(asked()).toBe(2)
})

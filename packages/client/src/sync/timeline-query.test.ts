import { expect, test } from 'vitest'
import { setUp, setUpOpenChat } from '../testing/set-up'

/** A chat of 1,000 messages, of which the newest are on screen. */
async function setUpLongChat() {
  const world = setUp()
  const { client, server, env } = world
  server.log.seed({ id: 'c1' })
  const messages = Array.from({ length: 1_000 }, (_, index) => server.log.receives('c1', `${index}`))
  const chat = client.messages('c1')
  chat.subscribe(() => undefined)
  client.connect().catch(() => undefined)
  await env.advance(100)
  const idOf = (index: number) => messages[index]?.id ?? ''
  /** Something that waits for the network, with the network. */
  const doing = async (work: Promise<void>) => {
    await Promise.all([work, env.advance(100)])
  }
  const bounds = () => {
    const { items, hasOlder, hasNewer } = chat.getSnapshot()
    return [items[0]?.content, items.at(-1)?.content, hasOlder, hasNewer]
  }
  const contents = () => chat.getSnapshot().items.map(({ content }) => content)
  return { ...world, chat, contents, idOf, doing, bounds }
}

test('a jump shows the messages around, with gaps on both sides, and new messages stay out of it', async () => {
  const { chat, server, env, idOf, doing, bounds, contents } = await setUpLongChat()
  await doing(chat.jumpTo(idOf(500)))
  expect(bounds()).toEqual(['475', '524', true, true])
  server.log.receives('c1', 'live')
  await env.advance(100)
  expect(contents()).not.toContain('live')
  await doing(chat.loadNewer())
  await doing(chat.loadOlder())
  expect(bounds()).toEqual(['425', '574', true, true])
  await doing(chat.jumpToNewest())
  expect(bounds()).toEqual(['950', 'live', true, false])
})

test('ranges that meet become one, and the way back costs no request', async () => {
  const { chat, server, idOf, doing, bounds, contents } = await setUpLongChat()
  await doing(chat.jumpTo(idOf(910)))
  expect(bounds()).toEqual(['885', '934', true, true])
  await doing(chat.loadNewer())
  expect(bounds()).toEqual(['885', '999', true, false])
  expect(contents()).toEqual(Array.from({ length: 115 }, (_, index) => `${885 + index}`))
  const asked = server.requests.length
  await doing(chat.jumpTo(idOf(990)))
  await doing(chat.jumpToNewest())
  await doing(chat.loadNewer())
  expect(server.requests).toHaveLength(asked)
})

test('after a reset, what is being read is loaded again where it is read', async () => {
  const { chat, server, env, idOf, doing, bounds, contents } = await setUpLongChat()
  await doing(chat.jumpTo(idOf(200)))
  await doing(chat.loadOlder())
  expect(bounds()).toEqual(['125', '224', true, true])
  server.canResume = false
  server.dropSockets(1006)
  const shown: number[] = []
  chat.subscribe(() => shown.push(chat.getSnapshot().items.length))
  await env.advance(20_000)
  expect(Math.min(...shown)).toBeGreaterThanOrEqual(100)
  for (const index of [125, 200, 224]) expect(contents()).toContain(`${index}`)
  expect(contents()).not.toContain('999')
  expect(chat.getSnapshot()).toMatchObject({ status: 'ready', hasNewer: true })
})

test('a jump to a message that does not exist rejects and leaves what is shown', async () => {
  const { chat, doing, bounds } = await setUpLongChat()
  const before = bounds()
  await doing(expect(chat.jumpTo('nobody')).rejects.toMatchObject({ code: 'invalid_request' }))
  expect(bounds()).toEqual(before)
  expect(chat.getSnapshot().status).toBe('ready')
})

test('of two jumps the later one counts, whichever answer comes first', async () => {
  const { chat, server, env, idOf, bounds } = await setUpLongChat()
  server.behave({ answerDelayMs: ({ url }) => (url.includes(`around=${idOf(100)}`) ? 2_000 : 0) })
  const jumps = [chat.jumpTo(idOf(100)), chat.jumpTo(idOf(700))]
  await env.advance(3_000)
  await Promise.all(jumps)
  expect(bounds()).toEqual(['675', '724', true, true])
})

test('a page that was asked for before a reload does not land in what the reload brought', async () => {
  const { chat, server, env, doing, contents } = await setUpLongChat()
  const heal = server.behave({ answerDelayMs: ({ url }) => (url.includes('before=') ? 5_000 : 0) })
  const loading = chat.loadOlder()
  await env.advance(100)
  heal()
  for (let index = 0; index < 300; index += 1) server.log.receives('c1', `new ${index}`)
  await doing(chat.refresh())
  await env.advance(20_000)
  await loading
  const numbers = contents().filter((content) => !content.startsWith('new'))
  expect(numbers.map(Number)).toEqual(numbers.map((_, index) => Number(numbers[0]) + index))
})

test('a message sent while an older range is read stands at the end of the newest one', async () => {
  const { chat, client, idOf, doing, contents, env } = await setUpLongChat()
  await doing(chat.jumpTo(idOf(500)))
  const sent = client.send('c1', { content: 'mine' })
  expect(contents()).not.toContain('mine')
  void chat.jumpToNewest()
  expect(contents().at(-1)).toBe('mine')
  await env.advance(100)
  await sent
  expect(contents().at(-1)).toBe('mine')
})

test('a conversation deleted while its page is on its way shows nothing of it', async () => {
  const { chat, server, env } = await setUpLongChat()
  server.behave({ answerDelayMs: ({ url }) => (url.includes('before=') ? 1_000 : 0) })
  const loading = chat.loadOlder()
  await env.advance(100)
  server.log.deletes('c1')
  await env.advance(5_000)
  await loading
  expect(chat.getSnapshot()).toMatchObject({ items: [], status: 'error', error: { code: 'not_found' } })
})

test('a chat that was let go and is looked at again follows events', async () => {
  const { client, server, env } = await setUpOpenChat()
  server.log.seed({ id: 'c2' })
  const held = client.messages('c2')
  await Promise.all([held.refresh(), env.advance(100)])
  for (let index = 0; index < 80; index += 1) {
    server.log.seed({ id: `other-${index}` })
    await Promise.all([client.messages(`other-${index}`).refresh(), env.advance(10)])
  }
  const again = client.messages('c2')
  expect(again).not.toBe(held)
  for (const chat of [held, again]) chat.subscribe(() => undefined)
  await env.advance(100)
  server.log.receives('c2', 'Olá')
  await env.advance(100)
  for (const chat of [held, again]) expect(chat.getSnapshot().items.map(({ content }) => content)).toEqual(['Olá'])
})

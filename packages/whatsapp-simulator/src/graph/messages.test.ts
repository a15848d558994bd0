import { expect, test } from 'vitest'
import { JOAO, graphRequest, simulate } from '../testing/simulation'

const HOUR_MS = 60 * 60_000

async function openChat() {
  const simulation = await simulate()
  const joao = simulation.simulator.phone(JOAO, { name: 'João' })
  await joao.sends('Olá')
  await simulation.env.settle()
  return { ...simulation, joao }
}

test('a reply goes out as sent, arrives as delivered, and is read when the customer looks', async () => {
  const { env, receiver, joao, sends } = await openChat()
  const id = await sends({ text: { body: 'Como posso ajudar?' }, biz_opaque_callback_data: 'mine' })
  await env.settle()
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent'])
  expect(joao.messages()).toHaveLength(1)
  await env.advance(800)
  expect(await joao.receives(/ajudar/)).toMatchObject({ id, direction: 'outbound', status: 'delivered' })
  await joao.reads()
  await env.settle()
  expect(receiver.statuses).toMatchObject([
    { id, status: 'sent', recipient_id: JOAO, biz_opaque_callback_data: 'mine' },
    { id, status: 'delivered', biz_opaque_callback_data: 'mine' },
    { id, status: 'read', biz_opaque_callback_data: 'mine' },
  ])
})

test('a phone that is offline keeps the reply at sent until it is back', async () => {
  const { env, receiver, joao, sends } = await openChat()
  joao.goesOffline()
  await sends('Oi')
  await env.advance(HOUR_MS)
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent'])
  await expect(joao.reads()).rejects.toMatchObject({ code: 'phone_offline' })
  joao.goesOnline()
  await env.advance(800)
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered'])
})

test('a template that does not exist, or takes other parameters, is refused', async () => {
  const { refused } = await openChat()
  const language = { code: 'pt_BR' }
  expect(await refused({ type: 'template', template: { name: 'nothing', language } })).toMatchObject({ code: 132001 })
  expect(await refused({ type: 'template', template: { name: 'order_update', language } })).toMatchObject({
    code: 132000,
  })
})

test('after 24 hours without a word from the customer only a template gets through', async () => {
  const { simulator, joao, env, sends, refused } = await openChat()
  simulator.jump(24 * HOUR_MS)
  expect(await refused({ text: { body: 'Ainda aí?' } })).toMatchObject({
    status: 400,
    code: 131047,
    message: '(#131047) Re-engagement message',
  })
  await sends({ type: 'template', template: { name: 'hello', language: { code: 'pt_BR' } } })
  await joao.sends('Sim!')
  await env.settle()
  await sends('Que bom')
  await env.advance(800)
  expect(joao.messages().map(({ text }) => text)).toEqual([
    'Olá',
    'Olá! Podemos continuar a nossa conversa?',
    'Sim!',
    'Que bom',
  ])
})

test('somebody who never wrote is out of the window', async () => {
  const { refused } = await openChat()
  expect(await refused({ to: '5511999990009', text: { body: 'Oi' } })).toMatchObject({ code: 131047 })
})

test('a number is found under its other spelling and answered with the one WhatsApp knows', async () => {
  const { post } = await openChat()
  const response = await post({ messaging_product: 'whatsapp', to: '+55 11 9999-0001', text: { body: 'Oi' } })
  expect(await response.json()).toMatchObject({ contacts: [{ input: '+55 11 9999-0001', wa_id: JOAO }] })
})

test.each([
  ['no messaging_product', { messaging_product: 'x', text: { body: 'a' } }, 100, undefined],
  ['no recipient', { to: undefined, text: { body: 'a' } }, 100, undefined],
  ['an unknown type', { type: 'fax' }, 100, undefined],
  ['an interactive message', { type: 'interactive' }, 131051, /interactive/],
  ['no text', {}, 131008, /'text'/],
  ['no body', { text: {} }, 131008, /text\.body/],
  ['an empty body', { text: { body: '' } }, 131009, /text\.body/],
  ['a body that is no string', { text: { body: 7 } }, 131009, /text\.body/],
  ['4097 characters', { text: { body: 'x'.repeat(4_097) } }, 100, undefined],
  [
    '513 characters of callback data',
    { text: { body: 'a' }, biz_opaque_callback_data: 'x'.repeat(513) },
    100,
    undefined,
  ],
  ['neither id nor link', { type: 'image', image: {} }, 131008, /image\.id/],
  ['both id and link', { type: 'image', image: { id: '1', link: 'https://a.test/b' } }, 131009, /Only one/],
  ['an unknown media id', { type: 'image', image: { id: '123' } }, 100, /image\.id/],
  ['a latitude beyond the pole', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009, /latitude/],
  [
    'a reaction to nothing',
    { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
    131009,
    /message_id/,
  ],
  ['a read receipt for nothing', { status: 'read', message_id: 'wamid.x' }, 131009, /message_id/],
  ['the business itself', { to: '551130900000', text: { body: 'a' } }, 131021, undefined],
])('%s is refused with Meta’s code and changes nothing', async (_, body, code, details) => {
  const { env, receiver, refused } = await openChat()
  const error = await refused(body)
  expect(error).toMatchObject({ status: 400, code })
  expect(error.message).toMatch(new RegExp(`^\\(#${code}\\) `))
  if (details) expect(error.details).toMatch(details)
  await env.settle()
  expect(receiver.statuses).toEqual([])
})

test('exactly 4096 characters are accepted', async () => {
  const { env, joao, sends } = await openChat()
  await sends('x'.repeat(4_096))
  await env.advance(800)
  expect(joao.messages().at(-1)?.text).toHaveLength(4_096)
})

test('a missing or unknown token is refused before anything else', async () => {
  const { simulator } = await openChat()
  const wrong = await simulator.fetch(graphRequest(simulator, {}, 'wrong'))
  expect([wrong.status, await wrong.json()]).toMatchObject([401, { error: { code: 190, type: 'OAuthException' } }])
  const missing = await simulator.fetch(new Request(`${simulator.graphUrl}/${simulator.phoneNumberId}`))
  expect(missing.status).toBe(401)
})

test('a read receipt turns the ticks blue up to that message, and typing shows for 25 seconds', async () => {
  const { env, joao, post } = await openChat()
  const second = await joao.sends('Tem alguém?')
  const third = await joao.sends('?')
  await env.settle()
  await post({
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: second.id,
    typing_indicator: { type: 'text' },
  })
  expect(joao.messages().map(({ status }) => status)).toEqual(['read', 'read', 'delivered'])
  expect(third.status).toBe('sent')
  expect(joao.isBusinessTyping()).toBe(true)
  await env.advance(25_000)
  expect(joao.isBusinessTyping()).toBe(false)
})

test('a reply ends the typing', async () => {
  const { joao, post, sends } = await openChat()
  const [first] = joao.messages()
  await post({
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: first?.id,
    typing_indicator: { type: 'text' },
  })
  await sends('Oi')
  expect(joao.isBusinessTyping()).toBe(false)
})

test('a reaction sits on its message, reports sent only, and an empty one takes it away', async () => {
  const { env, receiver, joao, sends } = await openChat()
  const target = joao.messages()[0]?.id
  await sends({ type: 'reaction', reaction: { message_id: target, emoji: '👍' } })
  await env.advance(5_000)
  expect(joao.messages()).toMatchObject([{ reaction: '👍' }])
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent'])
  await sends({ type: 'reaction', reaction: { message_id: target, emoji: '' } })
  expect(joao.messages()[0]).not.toHaveProperty('reaction')
})

test('a reply with context quotes the customer’s message', async () => {
  const { env, joao, sends } = await openChat()
  const target = joao.messages()[0]?.id
  await sends({ text: { body: 'Oi' }, context: { message_id: target } })
  await env.advance(800)
  expect(joao.messages().at(-1)).toMatchObject({ text: 'Oi', replyTo: target })
})

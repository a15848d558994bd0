import { expect, test } from 'vitest'
import { JOAO, simulate } from './testing/simulation'

async function openChat() {
  const simulation = await simulate()
  const joao = simulation.simulator.phone(JOAO, { name: 'João' })
  await joao.sends('Olá')
  await simulation.env.settle()
  return { ...simulation, joao }
}

test('one tick on its way, two when the business’s server has it', async () => {
  const { env, simulator } = await simulate()
  await env.settle()
  const app = env.network
  env.network = () => Promise.reject(new TypeError('fetch failed'))
  const joao = simulator.phone(JOAO)
  expect(await joao.sends('Olá')).toMatchObject({ direction: 'inbound', status: 'sent' })
  await env.settle()
  expect(joao.messages()).toMatchObject([{ status: 'sent' }])
  env.network = app
  await env.advance(1_000)
  expect(joao.messages()).toMatchObject([{ status: 'delivered' }])
})

test('what is written offline waits, and goes out in order once online', async () => {
  const { env, receiver, joao } = await openChat()
  joao.goesOffline()
  await joao.sends('1')
  await joao.sends('2')
  await env.advance(60_000)
  expect(receiver.messages).toHaveLength(1)
  expect(joao.messages().map(({ status }) => status)).toEqual(['delivered', 'queued', 'queued'])
  joao.goesOnline()
  await env.settle()
  expect(receiver.messages.map((message) => message['text'])).toEqual([{ body: 'Olá' }, { body: '1' }, { body: '2' }])
})

test('receives waits for a reply that is still on its way', async () => {
  const { env, joao, sends } = await openChat()
  const reply = joao.receives(/ajudar/)
  await sends('Como posso ajudar?')
  await env.advance(800)
  expect(await reply).toMatchObject({ text: 'Como posso ajudar?' })
})

test('each reply answers one receives only', async () => {
  const { env, joao, sends } = await openChat()
  const first = await sends('Oi')
  const second = await sends('Oi')
  await env.advance(800)
  expect((await joao.receives(/Oi/g)).id).toBe(first)
  expect((await joao.receives('Oi')).id).toBe(second)
  const third = expect(joao.receives((message) => message.text === 'Oi')).rejects.toMatchObject({ code: 'timeout' })
  await env.advance(5_000)
  await third
})

test('a receives that times out says what arrived instead', async () => {
  const { env, joao, sends } = await openChat()
  await sends('Bom dia')
  const reply = expect(joao.receives(/boa noite/, { timeoutMs: 2_000 })).rejects.toThrow(
    /within 2000 ms; arrived: "Bom dia"/,
  )
  await env.advance(2_000)
  await reply
})

test('every kind of content goes out in Meta’s shape', async () => {
  const { env, receiver, simulator } = await simulate()
  const joao = simulator.phone(JOAO)
  const bytes = new Uint8Array([1, 2, 3])
  await joao.sends({ text: 'Oi' })
  await joao.sends({ image: 'sample', caption: 'Foto' })
  await joao.sends({ voice: 'sample' })
  await joao.sends({ audio: { bytes, mimeType: 'audio/mpeg' } })
  await joao.sends({ video: { bytes } })
  await joao.sends({ sticker: { bytes } })
  await joao.sends({ document: { bytes }, filename: 'nota.pdf' })
  await joao.sends({ location: { latitude: -23.5, longitude: -46.6, name: 'MASP' } })
  await env.settle()
  expect(receiver.messages).toMatchObject([
    { type: 'text', text: { body: 'Oi' } },
    { type: 'image', image: { caption: 'Foto', mime_type: 'image/jpeg' } },
    { type: 'audio', audio: { voice: true, mime_type: 'audio/ogg; codecs=opus' } },
    { type: 'audio', audio: { voice: false, mime_type: 'audio/mpeg' } },
    { type: 'video', video: { mime_type: 'video/mp4' } },
    { type: 'sticker', sticker: { mime_type: 'image/webp' } },
    { type: 'document', document: { filename: 'nota.pdf', mime_type: 'application/pdf' } },
    { type: 'location', location: { latitude: -23.5, longitude: -46.6, name: 'MASP' } },
  ])
})

test('a webhook carries the envelope, the contact and the time in seconds', async () => {
  const { env, receiver, simulator } = await openChat()
  const event: unknown = JSON.parse(receiver.bodies[0] ?? '')
  expect(event).toEqual({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: simulator.businessAccountId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '551130900000', phone_number_id: simulator.phoneNumberId },
              contacts: [{ profile: { name: 'João' }, wa_id: JOAO, user_id: expect.stringMatching(/^BR\.\d+$/) }],
              messages: [
                {
                  from: JOAO,
                  from_user_id: expect.stringMatching(/^BR\.\d+$/),
                  id: expect.stringMatching(/^wamid\./),
                  timestamp: String(env.now() / 1_000),
                  type: 'text',
                  text: { body: 'Olá' },
                },
              ],
            },
          },
        ],
      },
    ],
  })
})

test('a customer’s reaction and its removal name the message', async () => {
  const { env, receiver, joao, sends } = await openChat()
  const id = await sends('Oi')
  await env.advance(800)
  await joao.reacts(id, '❤️')
  await joao.reacts(id, '')
  await env.settle()
  expect(receiver.messages.slice(1)).toMatchObject([
    { type: 'reaction', reaction: { message_id: id, emoji: '❤️' } },
    { type: 'reaction', reaction: { message_id: id } },
  ])
  expect(receiver.messages[2]?.['reaction']).not.toHaveProperty('emoji')
})

test('a reply of the customer carries its context', async () => {
  const { env, receiver, joao, sends } = await openChat()
  const id = await sends('Qual endereço?')
  await joao.sends('Rua A, 1', { replyTo: id })
  await env.settle()
  expect(receiver.messages[1]).toMatchObject({ context: { id, from: '551130900000' } })
})

test('an empty text and a malformed number are refused', async () => {
  const { simulator, joao } = await openChat()
  await expect(joao.sends('')).rejects.toMatchObject({ code: 'invalid_content' })
  expect(() => simulator.phone('+55 11')).toThrow(expect.objectContaining({ code: 'invalid_option' }))
})

test('the same number is the same phone, under its newest name', async () => {
  const { simulator, joao } = await openChat()
  const again = simulator.phone(JOAO, { name: 'João P.' })
  expect(again).toBe(joao)
  expect(joao.name).toBe('João P.')
})

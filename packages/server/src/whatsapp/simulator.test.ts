import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSimulator, type Simulator } from '@pytake/whatsapp-simulator'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Channel, ReceivedBatch } from '../domain/ports'
import { nodeEnv } from '../env'
import { textMessage } from '../domain/testing/memory-queues'
import { recordingLogger } from '../testing/recording-logger'
import { whatsapp } from './whatsapp'
import { whatsappWebhook } from './webhook'

let simulator: Simulator
let channel: Channel
let received: ReceivedBatch[]
let closeServer: () => Promise<void>

/** The simulator and the channel, on two real sockets. */
beforeEach(async () => {
  received = []
  const secrets = { appSecret: 'secret', verifyToken: 'verify' }
  let receive = (_body: Buffer, _headers: Headers): ReceivedBatch[] => []
  let verify = (_query: URLSearchParams): string | null => null
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method === 'GET') {
        response.end(verify(new URL(request.url ?? '', 'http://localhost').searchParams) ?? '')
        return
      }
      const headers = new Headers({ 'x-hub-signature-256': String(request.headers['x-hub-signature-256']) })
      received.push(...receive(Buffer.concat(chunks), headers))
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closeServer = () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections())
  const { port } = server.address() as AddressInfo
  simulator = await createSimulator({ webhookUrl: `http://127.0.0.1:${port}/`, ...secrets, deliveryDelayMs: 0 })
  const { phoneNumberId, businessAccountId, accessToken, graphUrl } = simulator
  const options = { phoneNumberId, businessAccountId, accessToken, graphUrl, ...secrets, tenantId: 'acme' }
  const opened = whatsapp(options).open(nodeEnv)
  channel = opened.channel
  const receiver = whatsappWebhook([opened.account], recordingLogger())
  receive = receiver.receive
  verify = receiver.verify
})

afterEach(async () => {
  await simulator.close()
  await closeServer()
})

const items = () => received.flatMap((batch) => batch.items)
const reply = (content: string) =>
  channel.send({
    attempt_ref: `attempt ${content}`,
    to: '5511999990001',
    message: textMessage('c1', content),
    reply_to_external_id: null,
    location: null,
    file: null,
  })

test('a text goes to the phone and its ticks come back with our id', async () => {
  const joao = simulator.phone('5511999990001', { name: 'João' })
  await joao.sends('Olá')
  await simulator.idle()
  expect(items()).toMatchObject([{ kind: 'message', contact: { name: 'João' }, message: { content: 'Olá' } }])
  const outcome = await reply('Como posso ajudar?')
  expect(outcome).toMatchObject({ kind: 'accepted', held: false })
  await joao.receives('Como posso ajudar?')
  await joao.reads()
  await simulator.idle()
  const statuses = items().flatMap((item) => (item.kind === 'status' ? [[item.status, item.attempt_ref]] : []))
  expect(new Set(statuses.map(([status]) => status))).toEqual(new Set(['sent', 'delivered', 'read']))
  expect(new Set(statuses.map(([, ref]) => ref))).toEqual(new Set(['attempt Como posso ajudar?']))
})

test('a send whose answer is lost is unknown here and known by its status', async () => {
  const joao = simulator.phone('5511999990001', { name: 'João' })
  await joao.sends('Olá')
  simulator.faults.next('messages', 'reset-after-accept')
  expect(await reply('Oi')).toMatchObject({ kind: 'unknown' })
  await joao.receives('Oi')
  await simulator.idle()
  expect(items()).toContainEqual(expect.objectContaining({ kind: 'status', attempt_ref: 'attempt Oi', status: 'sent' }))
})

test('outside the reply window WhatsApp refuses', async () => {
  simulator.phone('5511999990001', { name: 'João' })
  expect(await reply('Oi')).toMatchObject({ kind: 'rejected', error: { code: 'reply_window_closed' } })
})

test('a picture of the customer can be fetched', async () => {
  await simulator.phone('5511999990001', { name: 'João' }).sends({ image: 'sample' })
  await simulator.idle()
  const [item] = items()
  if (item?.kind !== 'message' || item.media === null) throw new Error('expected a picture')
  const file = await channel.fetchMedia(item.media.external_id, 5_000_000)
  expect(file.mime_type).toBe('image/jpeg')
  expect([...file.body.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
})

test('the customer sees typing and that the message was read', async () => {
  const joao = simulator.phone('5511999990001', { name: 'João' })
  const sent = await joao.sends('Olá')
  await simulator.idle()
  await channel.typing(sent.id)
  expect(joao.isBusinessTyping()).toBe(true)
  expect(joao.messages().find(({ id }) => id === sent.id)?.status).toBe('read')
})

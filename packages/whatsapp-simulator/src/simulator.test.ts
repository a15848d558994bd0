import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { onTestFinished, test, expect } from 'vitest'
import type { LogEntry } from './log'
import type { SimulatorOptions } from './options'
import { createSimulator, type Simulator } from './simulator'
import { VirtualEnv } from './testing/virtual-env'

const APP_SECRET = 'the app secret'
const VERIFY_TOKEN = 'the verify token'
const JOAO = '5511999990001'

interface Delivery {
  body: Buffer
  headers: IncomingMessage['headers']
}

/** An application under test on a real socket, written without anything of the simulator. */
async function startReceiver(port = 0): Promise<{ server: Server; port: number; deliveries: Delivery[] }> {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const query = new URL(request.url ?? '/', 'http://receiver').searchParams
      if (request.method === 'GET') {
        const isMeta = query.get('hub.mode') === 'subscribe' && query.get('hub.verify_token') === VERIFY_TOKEN
        response.writeHead(isMeta ? 200 : 403).end(query.get('hub.challenge'))
        return
      }
      deliveries.push({ body: Buffer.concat(chunks), headers: request.headers })
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the receiver has no port')
  onTestFinished(() => stop(server))
  return { server, port: address.port, deliveries }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** A simulator on a real socket and a real network, whose time the test moves. */
async function startSimulator(port: number, options: Partial<SimulatorOptions> = {}) {
  const env = new VirtualEnv((request) => fetch(request))
  const waiting = new Set<(entry: LogEntry) => void>()
  const simulator = await createSimulator({
    webhookUrl: `http://127.0.0.1:${port}/webhooks/whatsapp`,
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    env,
    onLog: (entry) => waiting.forEach((check) => check(entry)),
    ...options,
  })
  onTestFinished(() => simulator.close())
  const logged = (matches: (entry: LogEntry) => boolean) =>
    new Promise<void>((resolve) => {
      const check = (entry: LogEntry) => {
        if (!matches(entry)) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
    })
  return { env, simulator, logged }
}

function send(simulator: Simulator, body: string, token = simulator.accessToken): Promise<Response> {
  return fetch(`${simulator.graphUrl}/${simulator.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: JOAO, type: 'text', text: { body } }),
  })
}

const isPosted = (summary: string) => (entry: LogEntry) =>
  entry.kind === 'webhook' && entry.outcome.result === 'acknowledged' && entry.summary.startsWith(summary)

test('a message and its reply go the whole way over real HTTP, signed', async () => {
  const { port, deliveries } = await startReceiver()
  const { env, simulator, logged } = await startSimulator(port)
  const joao = simulator.phone(JOAO, { name: 'João' })
  await joao.sends('Olá / @')
  await simulator.idle()
  expect(deliveries).toHaveLength(1)
  for (const { body, headers } of deliveries) {
    const signature = createHmac('sha256', APP_SECRET).update(body).digest('hex')
    expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`)
    expect(headers['content-type']).toBe('application/json')
    expect(body.toString('latin1')).toContain('Ol\\u00e1 \\/ \\u0040')
  }

  const sent = logged(isPosted('sent'))
  expect((await send(simulator, 'Como posso ajudar?')).status).toBe(200)
  await sent
  const delivered = logged(isPosted('delivered'))
  await env.advance(800)
  await delivered
  await joao.receives(/Como posso ajudar/)
  await joao.reads()
  await simulator.idle()
  const statuses = deliveries.slice(1).map(({ body }) => /"status":"(\w+)"/.exec(body.toString())?.[1])
  expect(statuses).toEqual(['sent', 'delivered', 'read'])
})

test('reset-after-accept cuts the socket although the message was accepted', async () => {
  const { port } = await startReceiver()
  const { env, simulator } = await startSimulator(port)
  const joao = simulator.phone(JOAO)
  await joao.sends('Olá')
  await simulator.idle()
  simulator.faults.next('messages', 'reset-after-accept')
  await expect(send(simulator, 'ambiguous')).rejects.toThrow(TypeError)
  await simulator.idle()
  await env.advance(800)
  expect(await joao.receives('ambiguous')).toMatchObject({ status: 'delivered' })
  expect((await send(simulator, 'next')).status).toBe(200)
})

test('a receiver that was down gets everything once it is back', async () => {
  const first = await startReceiver()
  const { env, simulator, logged } = await startSimulator(first.port)
  const joao = simulator.phone(JOAO)
  await joao.sends('before')
  await simulator.idle()
  await stop(first.server)
  const refused = logged((entry) => entry.kind === 'webhook' && entry.outcome.result === 'unreachable')
  await joao.sends('while down 1')
  await joao.sends('while down 2')
  await refused
  expect(joao.messages().map(({ status }) => status)).toEqual(['delivered', 'sent', 'sent'])
  const second = await startReceiver(first.port)
  await env.advance(2_000)
  await simulator.idle()
  const texts = second.deliveries.map(({ body }) => /"body":"([^"]*)"/.exec(body.toString())?.[1])
  expect(texts).toEqual(['while down 1', 'while down 2'])
})

test('a port that is taken is named', async () => {
  const { port } = await startReceiver()
  await expect(startSimulator(port, { port })).rejects.toMatchObject({
    code: 'port_in_use',
    message: `unable to listen; port ${port} is taken`,
  })
})

test('options that are not valid are named', async () => {
  await expect(createSimulator({ webhookUrl: 'ftp://x', appSecret: '', verifyToken: 'v' })).rejects.toThrow(
    'unable to start simulator; not valid: webhookUrl, appSecret',
  )
})

test('a closed simulator answers nothing and closes once', async () => {
  const { port } = await startReceiver()
  const { simulator } = await startSimulator(port, { listen: false })
  await Promise.all([simulator.close(), simulator.close()])
  await expect(simulator.fetch(new Request(simulator.phoneUrl))).rejects.toMatchObject({ code: 'closed' })
})

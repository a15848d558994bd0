import { createServer, request, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { SOCKET_PATH } from '@pytake/protocol'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { nodeEnv } from '../env'
import { createUpgradeHandler, refuseUpgrade, type UpgradeOptions } from './node-upgrade'
import { GatewayBench } from './testing/gateway-bench'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

async function listen(options: Partial<UpgradeOptions> = {}): Promise<{ bench: GatewayBench; port: number }> {
  const bench = new GatewayBench()
  const { handleUpgrade } = createUpgradeHandler({ gateway: bench.gateway, ...options })
  const server = createServer()
  server.on('upgrade', (upgrade, socket, head) => {
    if (!handleUpgrade(upgrade, socket, head)) refuseUpgrade(socket, 404)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    bench.gateway.close()
    server.close()
  })
  return { bench, port: portOf(server.address()) }
}

const portOf = (address: AddressInfo | string | null): number =>
  address !== null && typeof address === 'object' ? address.port : 0

/** A real client; collects what comes until the server closes. */
function openClient(port: number, options: ClientOptions = {}, path = SOCKET_PATH) {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, options)
  const messages: string[] = []
  ws.on('message', (data) => messages.push(String(data)))
  ws.on('error', () => undefined)
  cleanups.push(() => ws.terminate())
  return {
    ws,
    messages,
    opened: new Promise<void>((resolve) => ws.once('open', () => resolve())),
    closed: new Promise<number>((resolve) => ws.once('close', (code) => resolve(code))),
    refused: new Promise<number>((resolve) =>
      ws.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)),
    ),
    next: () => new Promise<string>((resolve) => ws.once('message', (data) => resolve(String(data)))),
  }
}

const upgradeHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Key': 'test',
  'Sec-WebSocket-Version': '13',
}

const head = (port: number, path = SOCKET_PATH): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method: 'HEAD', headers: upgradeHeaders }, resolve)
      .on('error', reject)
      .end()
  })

test('a client authenticates over a real upgrade and is given events', async () => {
  const { bench, port } = await listen()
  const client = openClient(port)
  await client.opened
  const welcome = client.next()
  client.ws.send(JSON.stringify({ type: 'auth', token: 'ana', user_id: 'ana' }))
  expect(JSON.parse(await welcome)).toMatchObject({ type: 'auth_ok' })
  const event = client.next()
  await bench.commits('c1')
  expect(JSON.parse(await event)).toMatchObject({ type: 'message_status_updated', data: { version: 1 } })
  expect(client.ws.extensions).toBe('')
})

test('a frame above 64 KiB closes with 1009', async () => {
  const { port } = await listen()
  const client = openClient(port)
  await client.opened
  client.ws.send('x'.repeat(64 * 1024 + 1))
  expect(await client.closed).toBe(1009)
})

test('a message in more than 16 fragments closes the socket', async () => {
  const { port } = await listen()
  const client = openClient(port)
  await client.opened
  for (let count = 0; count < 17; count += 1) client.ws.send('x', { fin: false })
  expect(await client.closed).toBe(1008)
})

test('a binary frame closes with 1003', async () => {
  const { port } = await listen()
  const client = openClient(port)
  await client.opened
  client.ws.send(Buffer.from('{}'))
  expect(await client.closed).toBe(1003)
})

test.each([
  [undefined, undefined, true],
  ['http://localhost:3000', undefined, true],
  ['https://app.example.com', undefined, false],
  ['null', undefined, false],
  ['https://app.example.com', ['https://app.example.com'], true],
  ['https://app.example.com.evil.com', ['https://app.example.com'], false],
  ['http://localhost:3000', ['https://app.example.com'], false],
  ['null', ['null'], false],
])('origin %s with the list %s is accepted: %s', async (origin, allowedOrigins, accepted) => {
  const { port } = await listen(allowedOrigins === undefined ? {} : { allowedOrigins })
  const client = openClient(port, origin === undefined ? {} : { origin })
  expect(await Promise.race([client.opened.then(() => 101), client.refused])).toBe(accepted ? 101 : 403)
})

test('the health check is answered at once: 200 while sockets are accepted, 503 while draining', async () => {
  const { bench, port } = await listen()
  expect((await head(port)).statusCode).toBe(200)
  await bench.gateway.drain({ minDelayMs: 0, maxDelayMs: 0, graceMs: 0 })
  expect((await head(port)).statusCode).toBe(503)
  expect(await openClient(port).refused).toBe(503)
})

test('a path of somebody else and a disabled socket are not found', async () => {
  const { port } = await listen()
  expect(await openClient(port, {}, '/other').refused).toBe(404)
  expect(await openClient(port, {}, `${SOCKET_PATH}?v=1`).opened).toBeUndefined()
  const disabled = await listen({ enabled: false })
  expect(await openClient(disabled.port).refused).toBe(404)
  expect((await head(disabled.port)).statusCode).toBe(404)
})

test('a peer that vanishes without a word leaves no connection behind', async () => {
  const { bench, port } = await listen()
  const client = openClient(port)
  await client.opened
  expect(bench.gateway.status().connections).toBe(1)
  const gone = new Promise((resolve) => client.ws.once('close', resolve))
  client.ws.terminate()
  await gone
  await until(() => bench.gateway.status().connections === 0)
})

test('bytes that are no upgrade of a websocket are refused and harm nobody', async () => {
  const { bench, port } = await listen()
  const socket = connect(port, '127.0.0.1')
  cleanups.push(() => socket.destroy())
  const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  socket.write(`GET ${SOCKET_PATH} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  expect(await answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(bench.gateway.status().connections).toBe(0)
})

/** The other end of a real connection learns of its loss a moment later. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => nodeEnv.setTimer(1, resolve))
}

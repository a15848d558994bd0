import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { sqlite } from './db/sqlite'
import type { Principal } from './domain/principal'
import { nodeEnv } from './env'
import type { InboxServer } from './inbox-server'
import { memoryMedia } from './media/memory-media'
import { createLogger } from './observability/log'
import { createInboxServer } from './server'
import type { InboxServerOptions } from './server-options'
import { whatsapp } from './whatsapp/whatsapp'

const ana: Principal = { user_id: 'ana', tenant_id: 'acme', role: 'agent', name: 'Ana', expires_at: null }
const SOCKET = '/api/v1/conversations/ws'

const open: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function start(options: Partial<InboxServerOptions> = {}): Promise<InboxServer> {
  const server = await createInboxServer({
    database: sqlite(':memory:'),
    media: memoryMedia(),
    authenticate: (token) => (token === 'ana' ? ana : null),
    logger: createLogger({ level: 'silent' }),
    ...options,
  })
  open.push(server)
  return server
}

const asAna = { headers: { authorization: 'Bearer ana' } }

/** What the server answers to an attempt to open a socket; 101 where it opens. */
function knock(url: string): Promise<{ status: number; socket: WebSocket }> {
  const socket = new WebSocket(url)
  open.push({ close: () => socket.terminate() })
  return new Promise((resolve) => {
    socket.once('open', () => resolve({ status: 101, socket }))
    socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve({ status: statusCode, socket }))
    socket.on('error', () => undefined)
  })
}

test('the Web-standard handler serves the inbox without a port', async () => {
  const server = await start()
  const response = await server.fetch(new Request('http://inbox.test/api/v1/conversations', asAna))
  expect([response.status, await response.json()]).toEqual([200, []])
})

test('REST and sockets stand on the port that listen answers', async () => {
  const server = await start()
  const { port } = await server.listen(0, '127.0.0.1')
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
  expect((await knock(`ws://127.0.0.1:${port}${SOCKET}`)).status).toBe(101)
  expect((await knock(`ws://127.0.0.1:${port}/elsewhere`)).status).toBe(404)
})

test('it mounts on a node server of the host, which keeps its other paths', async () => {
  const server = await start()
  const host = createServer((request, response) => {
    if (request.url === '/own') response.end('mine')
    else server.nodeHandler(request, response)
  })
  host.on('upgrade', (request, socket, head) => {
    if (!server.handleUpgrade(request, socket, head)) socket.end('HTTP/1.1 418 Mine\r\n\r\n')
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  open.push(host)
  const address = host.address()
  const origin = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  expect(await (await fetch(`http://${origin}/own`)).text()).toBe('mine')
  expect((await fetch(`http://${origin}/api/v1/conversations`, asAna)).status).toBe(200)
  expect((await knock(`ws://${origin}${SOCKET}`)).status).toBe(101)
  expect((await knock(`ws://${origin}/own`)).status).toBe(418)
})

test('with sockets switched off their path is 404 to everybody', async () => {
  const server = await start({ socketEnabled: false })
  const { port } = await server.listen(0, '127.0.0.1')
  expect((await knock(`ws://127.0.0.1:${port}${SOCKET}`)).status).toBe(404)
  expect((await fetch(`http://127.0.0.1:${port}${SOCKET}`, asAna)).status).toBe(404)
})

test('a socket may have another path', async () => {
  const server = await start({ socketPath: '/live' })
  const { port } = await server.listen(0, '127.0.0.1')
  expect((await knock(`ws://127.0.0.1:${port}/live`)).status).toBe(101)
  expect((await fetch(`http://127.0.0.1:${port}/live`)).status).toBe(426)
})

test('closing asks the sockets to come back, ends them with 1012 and frees the port', async () => {
  const server = await start()
  const { port } = await server.listen(0, '127.0.0.1')
  const { socket } = await knock(`ws://127.0.0.1:${port}${SOCKET}`)
  const frames: unknown[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await server.close()
  expect(await closed).toBe(1012)
  expect(frames).toEqual([expect.objectContaining({ type: 'draining' })])
  const next = await start()
  expect((await next.listen(port, '127.0.0.1')).port).toBe(port)
})

test('closing ends long polls at once, and twice is the same as once', async () => {
  let arrive = (): void => undefined
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  const server = await start({
    authenticate: () => {
      arrive()
      return ana
    },
  })
  const { port } = await server.listen(0, '127.0.0.1')
  const poll = fetch(`http://127.0.0.1:${port}/api/v1/events?wait=25000`, asAna)
  await arrived
  const closing = [server.close(), server.close()]
  expect((await poll).status).toBe(200)
  await Promise.all(closing)
  await expect(server.listen(0)).rejects.toMatchObject({ code: 'service_unavailable' })
})

test('a port in use is a typed error that names it', async () => {
  const { port } = await (await start()).listen(0, '127.0.0.1')
  await expect((await start()).listen(port, '127.0.0.1')).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining(String(port)),
  })
})

test('links to files outlive a restart', async () => {
  const database = sqlite(':memory:')
  const first = await database.open(nodeEnv)
  const bytes = database.serialize()
  const second = await sqlite(bytes).open(nodeEnv)
  expect(second.secret).toEqual(first.secret)
  expect(first.secret).toHaveLength(32)
  await Promise.all([first.close(), second.close()])
})

test('one number in two channels is refused before anything is opened', async () => {
  const channel = whatsapp({
    phoneNumberId: '1065',
    accessToken: 'EAAG',
    appSecret: 'secret',
    verifyToken: 'verify',
    tenantId: 'acme',
  })
  let opened = false
  const database = {
    open: () => {
      opened = true
      return sqlite(':memory:').open(nodeEnv)
    },
  }
  await expect(start({ channels: [channel, channel], database })).rejects.toMatchObject({
    code: 'invalid_configuration',
  })
  expect(opened).toBe(false)
})

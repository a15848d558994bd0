import { get, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { ServerEnv } from '../env'
import { createNodeHandler, listen, type ListeningServer } from './node'

const open: ListeningServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.stopAccepting()
    await server.cut()
  }
})

async function start(handle: (request: Request) => Promise<Response>, env?: Pick<ServerEnv, 'setTimer'>) {
  const upgrade = (_: unknown, socket: { destroy(): unknown }): void => void socket.destroy()
  const server = await listen({ request: createNodeHandler(handle), upgrade }, 0, '127.0.0.1', env)
  open.push(server)
  return { ...server, url: `http://127.0.0.1:${server.port}` }
}

function deferred<Value>() {
  let resolve = (_: Value): void => undefined
  const promise = new Promise<Value>((settle) => (resolve = settle))
  return { promise, resolve }
}

test('requests arrive as Web-standard ones, and the globals of the host stay its own', async () => {
  const globals = [globalThis.Request, globalThis.Response]
  const { url } = await start(async (request) => new Response(`${request.method} ${new URL(request.url).pathname}`))
  expect(await (await fetch(`${url}/a/b`)).text()).toBe('GET /a/b')
  expect([globalThis.Request, globalThis.Response]).toEqual(globals)
})

test('a taken port is refused by a typed error that names it', async () => {
  const { port } = await start(async () => new Response())
  const handlers = { request: () => undefined, upgrade: () => undefined }
  await expect(listen(handlers, port, '127.0.0.1')).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining(`port ${port}; it is in use`),
  })
})

test('the answer in flight is the last one of its kept-alive connection', async () => {
  const arrived = deferred<void>()
  const answer = deferred<Response>()
  const { url, stopAccepting, answered } = await start(async () => {
    arrived.resolve()
    return answer.promise
  })
  const asked = fetch(url)
  await arrived.promise
  stopAccepting()
  answer.resolve(new Response('done'))
  const response = await asked
  expect([await response.text(), response.headers.get('connection')]).toEqual(['done', 'close'])
  await answered()
})

test('a connection that a browser opened in advance does not hold the server up', async () => {
  const { port, stopAccepting, answered, cut } = await start(async () => new Response())
  const early = connect(port, '127.0.0.1').on('error', () => undefined)
  await new Promise<void>((resolve) => early.once('connect', () => resolve()))
  const gone = new Promise<void>((resolve) => early.once('close', () => resolve()))
  stopAccepting()
  await answered()
  await cut()
  await gone
  expect(early.destroyed).toBe(true)
})

test('an offer to go on in another protocol is ignored and the request answered', async () => {
  const { url } = await start(async (request) => new Response(`plain ${new URL(request.url).pathname}`))
  const answer = deferred<string>()
  get(`${url}/healthz`, { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' } }, (response) => {
    response.setEncoding('utf8').once('data', answer.resolve)
  })
  expect(await answer.promise).toBe('plain /healthz')
})

test('a caller that goes away aborts its request', async () => {
  const arrived = deferred<AbortSignal>()
  const { url } = await start(async (request) => {
    arrived.resolve(request.signal)
    return new Promise<Response>(() => undefined)
  })
  const asked = get(url).on('error', () => undefined)
  const signal = await arrived.promise
  const aborted = deferred<void>()
  signal.addEventListener('abort', () => aborted.resolve())
  asked.destroy()
  await aborted.promise
  expect(signal.aborted).toBe(true)
})

test('a body that does not come in time is cut off, a file has longer', async () => {
  const timers: (() => void)[] = []
  const setTimer = (_: number, task: () => void) => {
    timers.push(task)
    return () => undefined
  }
  const { url } = await start(async (asked) => new Response(await asked.arrayBuffer()), { setTimer })
  const cut = deferred<void>()
  const send = (path: string) =>
    request(`${url}${path}`, { method: 'POST', headers: { 'content-length': '10' } })
      .on('error', () => cut.resolve())
      .on('response', (response) => response.on('data', answered.resolve))
  const answered = deferred<Buffer>()
  const file = send('/api/v1/media?filename=a.bin')
  file.write('01234')
  send('/api/v1/contacts').write('01234')
  await expect.poll(() => timers.length).toBe(1)
  timers[0]?.()
  await cut.promise
  file.end('56789')
  expect(String(await answered.promise)).toBe('0123456789')
})

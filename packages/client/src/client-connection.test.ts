import { expect, test } from 'vitest'
import { isPytakeError } from './errors'
import type { Behaviour } from './testing/fake-server'
import { setUp, setUpOpenChat } from './testing/set-up'

test('the first list and the socket begin at one position, so nothing is loaded twice', async () => {
  const { server } = await setUpOpenChat()
  expect(server.auths).toHaveLength(1)
  expect(server.auths[0]).toMatchObject({ resume: 'e1.1', protocol: 1, batch: true })
  expect(server.requests).toEqual(['GET /conversations', 'GET /conversations/c1/messages'])
})

test('after a short loss the socket resumes and only what was missed is told', async () => {
  const { env, server, client, contents } = await setUpOpenChat()
  const heard: string[] = []
  client.on('message_received', ({ content }) => heard.push(content))
  server.log.receives('c1', 'um')
  await env.advance(100)
  server.dropSockets(1006)
  await env.advance(10)
  server.log.receives('c1', 'dois')
  await env.advance(4_000)
  expect(client.connection.getState().status).toBe('connected')
  expect(contents()).toEqual(['um', 'dois'])
  expect(heard).toEqual(['um', 'dois'])
  expect(server.requests.filter((request) => !request.includes('events'))).toHaveLength(2)
})

test('a server that cannot resume makes the client load anew, even if it does not say reset', async () => {
  const { env, server, contents } = await setUpOpenChat()
  server.canResume = false
  server.behave(NO_POLLS)
  server.dropSockets(1006)
  await env.advance(10)
  server.log.receives('c1', 'na lacuna')
  await env.advance(5_000)
  expect(contents()).toEqual(['na lacuna'])
})

test('an event that comes twice is told once, and the socket goes on from the newest', async () => {
  const { env, server, client } = await setUpOpenChat()
  const heard: string[] = []
  client.on('message_received', ({ content }) => heard.push(content))
  server.log.receives('c1', 'um')
  await env.advance(100)
  server.behave(NO_POLLS)
  server.tell(server.log.after(0))
  await env.advance(100)
  server.dropSockets(1006)
  await env.advance(5_000)
  expect(heard).toEqual(['um'])
  expect(server.auths.at(-1)?.resume).toBe(server.log.cursor)
})

test('a frame from the future moves the position and harms nothing', async () => {
  const { env, server, client } = await setUpOpenChat()
  const faults: string[] = []
  client.on('error', ({ code }) => faults.push(code))
  server.log.position = 77
  server.tellRaw({ type: 'sticker_pack_updated', data: {}, cursor: 'e1.77', at: 'now' })
  server.tellRaw({ type: 'message_received', data: { id: 'only an id' }, at: 'now' })
  await env.advance(100)
  server.dropSockets(1006)
  await env.advance(5_000)
  expect(server.auths.at(-1)?.resume).toBe('e1.77')
  expect(faults).toEqual(['invalid_response'])
})

test('a position of another epoch is answered with a reset, and what is on screen is loaded anew', async () => {
  const { env, server, contents, ids } = await setUpOpenChat()
  server.log.receives('c1', 'velho')
  await env.advance(100)
  server.log.epoch = 'e2'
  server.log.messages.clear()
  server.log.conversations.clear()
  server.log.seed({ id: 'c9' })
  server.dropSockets(1006)
  await env.advance(5_000)
  expect(ids()).toEqual(['c9'])
  expect(contents()).toEqual([])
})

test('while sockets are blocked the client polls, and goes over to the socket when it can', async () => {
  const { env, server, client, contents, status } = await setUpOpenChat()
  const unblock = server.blockSockets()
  await env.advance(60_000)
  expect(status()).toBe('offline')
  server.log.receives('c1', 'por consulta')
  await env.advance(6_000)
  expect(contents()).toEqual(['por consulta'])
  unblock()
  await env.advance(400_000)
  expect(status()).toBe('connected')
  const polls = server.requests.length
  server.log.receives('c1', 'por socket')
  await env.advance(20_000)
  expect(contents()).toEqual(['por consulta', 'por socket'])
  expect(server.requests.slice(polls).filter((request) => request.includes('events'))).toEqual([])
  await client.close()
})

test('a token that expired is renewed once for the socket, and a second refusal is final', async () => {
  let tokens = 0
  const { env, server, client } = setUp({ getToken: () => `token-${++tokens}` })
  server.behave({ refuseAuth: ({ token }) => (token === 'token-1' ? 4401 : undefined) })
  await Promise.all([client.connect(), env.advance(40_000)])
  expect(server.auths.map(({ token }) => token)).toEqual(['token-1', 'token-2'])
  server.behave({ refuseAuth: () => 4401 })
  server.dropSockets(4401)
  await env.advance(60_000)
  expect(client.connection.getState()).toMatchObject({ status: 'closed', reason: { code: 'unauthorized' } })
  expect(tokens).toBe(3)
})

test('a token about to expire is renewed on the same socket', async () => {
  let tokens = 0
  const { env, server, client } = setUp({ getToken: () => `token-${++tokens}` })
  server.tokenLifeMs = 120_000
  void client.connect()
  await env.advance(100_000)
  expect(server.auths.map(({ token, resume }) => [token, resume])).toEqual([
    ['token-1', undefined],
    ['token-2', undefined],
  ])
  expect(server.sockets).toHaveLength(1)
})

test('a laptop that slept probes its socket as soon as it is awake', async () => {
  const { env, server, status } = await setUpOpenChat()
  server.sockets.forEach((socket) => (socket.events = { ...socket.events, onMessage: () => undefined }))
  env.wallAheadMs += 3_600_000
  await env.advance(10_000)
  expect(server.heard.filter(({ type }) => type === 'ping')).toHaveLength(1)
  expect(status()).toBe('connected')
  await env.advance(10_000)
  expect(server.auths).toHaveLength(2)
})

test('a wall clock set back holds up no deadline', async () => {
  const { env, server, status, client } = await setUpOpenChat()
  const sent = client.send('c1', { content: 'agora' })
  const heal = server.goDown()
  await env.advance(100)
  env.wallAheadMs -= 86_400_000
  await env.advance(1_000)
  heal()
  await env.advance(70_000)
  expect(status()).toBe('connected')
  expect(await sent).toMatchObject({ content: 'agora' })
})

test('the clock of the server is told, whatever ours says', async () => {
  const { env, server, client } = await setUpOpenChat()
  server.clockAheadMs = 5_400_000
  server.dropSockets(1012)
  await env.advance(5_000)
  const aheadMs = client.serverNow() - env.nowMs
  expect(Math.abs(aheadMs - 5_400_000)).toBeLessThan(10)
  env.wallAheadMs -= 600_000
  await env.advance(1_000)
  expect(client.serverNow() - env.nowMs).toBe(aheadMs)
})

test('a request refused with 401 is repeated once with a new token', async () => {
  let tokens = 0
  const { env, server, client } = setUp({ getToken: () => `token-${++tokens}` })
  server.behave({
    onRequest: (request) =>
      request.headers.get('Authorization') === 'Bearer token-1'
        ? Response.json(problemOf(401, 'token_expired'), { status: 401 })
        : undefined,
  })
  const [first, second] = [client.rest.conversations.list(), client.rest.agents.list()]
  await env.settle()
  expect((await first).items).toEqual([])
  expect(await second).toHaveLength(1)
  expect(tokens).toBe(2)
})

test('a closed client leaves no timer, listener or socket, and refuses what is asked of it', async () => {
  const { env, server, client } = await setUpOpenChat()
  server.goDown()
  const waiting = expect(client.send('c1', { content: 'espera' })).rejects.toMatchObject({ code: 'client_closed' })
  await env.advance(3_000)
  client.setTyping('c1', true)
  await client.close()
  await waiting
  expect(env.pendingTimers).toBe(0)
  expect(env.lifecycle.size).toBe(0)
  expect(server.sockets).toEqual([])
  await expect(client.connect()).rejects.toMatchObject({ code: 'client_closed' })
  await expect(client.send('c1', { content: 'x' })).rejects.toMatchObject({ code: 'client_closed' })
  await expect(client.rest.agents.list()).rejects.toMatchObject({ code: 'client_closed' })
})

test('debug explains each step in one line', async () => {
  const lines: string[] = []
  const { env, server } = await setUpOpenChat({ debug: (line) => lines.push(line) })
  server.dropSockets(1006)
  await env.advance(5_000)
  expect(lines.find((line) => line.includes('online → waiting'))).toMatch(/socket_closed.*network_lost.*1006/)
  expect(lines).toContain('sync resumes')
  expect(lines.every((line) => !line.includes('token-1'))).toBe(true)
})

test('connect says why it failed', async () => {
  const { env, server, client } = setUp({ token: 'fixed' })
  server.behave({ refuseAuth: () => 4403 })
  const refused = client.connect().catch((error: unknown) => error)
  await env.advance(1_000)
  expect(isPytakeError(await refused, 'forbidden')).toBe(true)
})

/** Leaves everything to the socket. */
const NO_POLLS: Behaviour = {
  onRequest: ({ url }) => (url.includes('/events') ? new TypeError('blocked') : undefined),
}

const problemOf = (status: number, code: string) => ({ type: 'about:blank', title: code, status, code })

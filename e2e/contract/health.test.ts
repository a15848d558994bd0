import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startStack, type Stack } from '../stack/stack'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

/** The seed's `curl -I -N -H "Connection: Upgrade" -H "Upgrade: websocket" …`. */
function curlHead(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'test',
      'Sec-WebSocket-Version': '13',
    }
    const asked = request(url, { method: 'HEAD', headers, timeout: 2000 })
    asked.once('response', (answer) => resolve(answer.statusCode ?? 0))
    asked.once('upgrade', (answer) => resolve(answer.statusCode ?? 0))
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    asked.once('error', reject)
    asked.end()
  })
}

const refusal = (origin: string | null) =>
  new Promise<number>((resolve) => {
    const socket = new WebSocket(stack.socketUrl, origin === null ? {} : { origin })
    socket.once('open', () => {
      socket.close()
      resolve(101)
    })
    socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0))
    socket.once('error', () => undefined)
  })

test('the seed’s health check by curl answers at once', async () => {
  expect(await curlHead(stack.socketUrl.replace('ws:', 'http:'))).toBe(200)
})

test('a plain GET on the socket path is told to upgrade', async () => {
  expect((await fetch(stack.socketUrl.replace('ws:', 'http:'))).status).toBe(426)
})

test('alive and ready are told apart from the API', async () => {
  expect((await fetch(`${stack.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${stack.url}/readyz`)).status).toBe(200)
})

test('an unknown path and a wrong method are problems, not pages', async () => {
  const missing = await fetch(`${stack.url}/api/v1/nothing`)
  expect([missing.status, ((await missing.json()) as { code: string }).code]).toEqual([404, 'not_found'])
  const wrong = await fetch(`${stack.url}/api/v1/conversations`, { method: 'PUT' })
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, expect.stringContaining('GET')])
})

test.each([
  ['no Origin, as from curl', null, 101],
  ['localhost', 'http://localhost:3000', 101],
  ['a foreign page', 'https://evil.example', 403],
  ['the null origin', 'null', 403],
])('a socket from %s gets %s → %i', async (_, origin, status) => {
  expect(await refusal(origin)).toBe(status)
})

import { expect, test } from 'vitest'
import { errorTable } from './errors'
import { sendMessageBody } from './message-body'
import { API_BASE, SOCKET_PATH } from './route-answers'
import { routes } from './routes'

test('the seed’s paths are these', () => {
  expect(SOCKET_PATH).toBe('/api/v1/conversations/ws')
  const paths = Object.values(routes).map((route) => `${route.method} ${API_BASE}${route.path}`)
  expect(paths).toEqual(
    expect.arrayContaining([
      'GET /api/v1/conversations',
      'GET /api/v1/conversations/{id}/messages',
      'POST /api/v1/conversations/{id}/messages',
      'POST /api/v1/webhooks/whatsapp',
    ]),
  )
})

test('no two routes share method and path', () => {
  const keys = Object.values(routes).map((route) => `${route.method} ${route.path}`)
  expect(new Set(keys).size).toBe(keys.length)
})

test('the seed’s body for sending is accepted as it stands', () => {
  const body = { content: 'Olá! Como posso ajudar?', message_type: 'text', metadata: {} }
  expect(sendMessageBody.parse(body)).toEqual(body)
})

test('the seed’s shortest body gets its defaults', () => {
  expect(sendMessageBody.parse({ content: 'Test message' })).toEqual({
    content: 'Test message',
    message_type: 'text',
    metadata: {},
  })
})

test('a field that does not exist is refused instead of ignored', () => {
  expect(sendMessageBody.safeParse({ content: 'x', contnet: 'y' }).success).toBe(false)
})

test('only 409, 429 and server errors among the answers are worth the same request again', () => {
  for (const [code, { status, retryable }] of Object.entries(errorTable)) {
    if (retryable && status > 0) expect([409, 429, 500, 503], code).toContain(status)
  }
})

import { expect, test } from 'vitest'
import { ServerError } from '../domain/errors'
import type { ReceivedBatch, WebhookReceiver } from '../domain/ports'
import { createHarness } from './testing/harness'

const WEBHOOK = '/api/v1/webhooks/whatsapp'
const batch = (tenant_id: string): ReceivedBatch => ({ tenant_id, channel_id: 'w1', items: [], set_aside: [] })

const receiver = (change: Partial<WebhookReceiver> = {}): WebhookReceiver => ({
  verify: (query) => (query.get('hub.verify_token') === 'right' ? query.get('hub.challenge') : null),
  receive: () => [batch('acme'), batch('globex')],
  ...change,
})

test('the handshake returns the challenge verbatim as plain text', async () => {
  const { fetch } = createHarness({ whatsapp: receiver() })
  const response = await fetch(`${WEBHOOK}?hub.mode=subscribe&hub.verify_token=right&hub.challenge=%3Cb%3E1158`)
  expect([response.status, await response.text()]).toEqual([200, '<b>1158'])
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
})

test('a handshake with another token is forbidden', async () => {
  const { fetch } = createHarness({ whatsapp: receiver() })
  expect((await fetch(`${WEBHOOK}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1`)).status).toBe(403)
})

test('a delivery is answered only after every batch was committed', async () => {
  const steps: string[] = []
  const { fetch } = createHarness({
    whatsapp: receiver(),
    inbox: {
      receive: async ({ tenant_id }) => {
        await Promise.resolve()
        steps.push(`committed ${tenant_id}`)
        return { stored: 1, set_aside: 0 }
      },
    },
  })
  const response = await fetch(WEBHOOK, { method: 'POST', body: '{}' })
  expect([response.status, ...steps]).toEqual([200, 'committed acme', 'committed globex'])
})

test('the receiver gets the exact bytes and headers', async () => {
  const body = new Uint8Array([0x7b, 0xc3, 0xa9, 0xff, 0x7d])
  let received: unknown
  const receive: WebhookReceiver['receive'] = (bytes, headers) => {
    received = [[...bytes], headers.get('x-hub-signature-256')]
    return []
  }
  const { fetch } = createHarness({ whatsapp: receiver({ receive }) })
  await fetch(WEBHOOK, { method: 'POST', body, headers: { 'x-hub-signature-256': 'sha256=aa' } })
  expect(received).toEqual([[...body], 'sha256=aa'])
})

test('a wrong signature is refused with 401 and nothing is stored', async () => {
  let stored = 0
  const { fetch } = createHarness({
    whatsapp: receiver({
      receive: () => {
        throw new ServerError('invalid_signature', 'unable to accept webhook; signature is wrong')
      },
    }),
    inbox: {
      receive: async () => {
        stored += 1
        return { stored: 1, set_aside: 0 }
      },
    },
  })
  const response = await fetch(WEBHOOK, { method: 'POST', body: '{}' })
  expect([response.status, (await response.json()).code, stored]).toEqual([401, 'invalid_signature', 0])
})

test('a delivery that could not be stored is not acknowledged, so that it comes again', async () => {
  const { fetch } = createHarness({
    whatsapp: receiver(),
    inbox: { receive: () => Promise.reject(new Error('disk full')) },
  })
  expect((await fetch(WEBHOOK, { method: 'POST', body: '{}' })).status).toBe(500)
})

test('three megabytes pass and more do not', async () => {
  const { fetch } = createHarness({ whatsapp: receiver() })
  const body = new Uint8Array(3 * 1024 * 1024)
  expect((await fetch(WEBHOOK, { method: 'POST', body })).status).toBe(200)
  expect((await fetch(WEBHOOK, { method: 'POST', body: new Uint8Array(body.length + 1) })).status).toBe(413)
})

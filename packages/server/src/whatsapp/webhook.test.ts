import { expect, test } from 'vitest'
import { recordingLogger } from '../testing/recording-logger'
import { ACCOUNT, change, delivery, joao, NUMBER, signed, status, text } from './testing/deliveries'
import { whatsappWebhook, type WebhookAccount } from './webhook'

const acme: WebhookAccount = {
  tenant_id: 'acme',
  channel_id: NUMBER,
  phoneNumberId: NUMBER,
  businessAccountId: ACCOUNT,
  appSecret: 'secret of acme',
  verifyToken: 'token of acme',
}
const umbrella: WebhookAccount = {
  tenant_id: 'umbrella',
  channel_id: '2000',
  phoneNumberId: '2000',
  businessAccountId: null,
  appSecret: 'secret of umbrella',
  verifyToken: 'token of umbrella',
}

function setUp(...accounts: WebhookAccount[]) {
  const logger = recordingLogger()
  const receiver = whatsappWebhook(accounts, logger)
  const post = (payload: unknown, secret: string) => {
    const { body, headers } = signed(payload, secret)
    return receiver.receive(body, headers)
  }
  return { receiver, logger, post }
}

test('the handshake returns the challenge to who knows the token of any channel', () => {
  const { receiver } = setUp(acme, umbrella)
  const query = (token: string, mode = 'subscribe') =>
    new URLSearchParams({ 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': '1158201444' })
  expect(receiver.verify(query('token of umbrella'))).toBe('1158201444')
  expect(receiver.verify(query('wrong'))).toBeNull()
  expect(receiver.verify(query('token of acme', 'unsubscribe'))).toBeNull()
  expect(receiver.verify(new URLSearchParams())).toBeNull()
})

test('a signed delivery is read, with what Meta escapes', () => {
  const { post } = setUp(acme)
  const batches = post(delivery(change({ contacts: [joao], messages: [text('Olá 👋 / São Paulo')] })), acme.appSecret)
  expect(batches).toMatchObject([
    { tenant_id: 'acme', channel_id: NUMBER, items: [{ message: { content: 'Olá 👋 / São Paulo' } }], set_aside: [] },
  ])
})

test.each([
  ['a missing signature', (headers: Headers) => headers.delete('x-hub-signature-256')],
  ['a wrong signature', (headers: Headers) => headers.set('x-hub-signature-256', `sha256=${'0'.repeat(64)}`)],
  ['a signature by an unknown app', null],
])('%s is refused', (_name, breakIt) => {
  const { receiver } = setUp(acme)
  const { body, headers } = signed(delivery(), breakIt === null ? 'another secret' : acme.appSecret)
  breakIt?.(headers)
  expect(() => receiver.receive(body, headers)).toThrow(expect.objectContaining({ code: 'invalid_signature' }))
})

test('one delivery serves the numbers of several channels of the same app', () => {
  const { post } = setUp(acme, { ...umbrella, appSecret: acme.appSecret })
  const payload = delivery(change({ messages: [text('a')] }), change({ messages: [text('b')] }, '2000'))
  expect(post(payload, acme.appSecret).map(({ tenant_id }) => tenant_id)).toEqual(['acme', 'umbrella'])
})

test('an app cannot write into the number of another', () => {
  const { post, logger } = setUp(acme, umbrella)
  const forged = delivery(change({ contacts: [joao], messages: [text('Oi')] }, NUMBER))
  const batches = post(forged, umbrella.appSecret)
  expect(batches.flatMap(({ items }) => items)).toEqual([])
  expect(batches.map(({ tenant_id }) => tenant_id)).toEqual(['umbrella'])
  expect(logger.entries).toMatchObject([{ level: 'warn', fields: { reason: 'unknown_number', count: 1 } }])
})

test('a signed delivery for an unknown number is kept aside, beside what is known', () => {
  const { post } = setUp(acme)
  const unknown = change({ messages: [text('b')] }, '999')
  expect(post(delivery(change({ messages: [text('a')] }), unknown), acme.appSecret)).toMatchObject([
    { items: [{ message: { content: 'a' } }], set_aside: [{ reason: 'unknown_number', raw: unknown }] },
  ])
})

test('where tenants share an app, what belongs to neither is given to neither', () => {
  const { post, logger } = setUp(acme, { ...umbrella, appSecret: acme.appSecret })
  expect(post(delivery(change({ messages: [text('secret words')] }, '999')), acme.appSecret)).toEqual([])
  expect(logger.entries).toMatchObject([{ level: 'error', fields: { reason: 'unknown_number', count: 1 } }])
  expect(JSON.stringify(logger.entries)).not.toContain('secret words')
})

test('what concerns the account as a whole is routed by the account', () => {
  const { post } = setUp({ ...umbrella, tenant_id: 'acme', appSecret: acme.appSecret }, acme)
  const raw = { field: 'account_update', value: { event: 'VERIFIED_ACCOUNT' } }
  expect(post(delivery(raw), acme.appSecret)).toEqual([
    { tenant_id: 'acme', channel_id: NUMBER, items: [], set_aside: [{ reason: 'field:account_update', raw }] },
  ])
})

test('a signed body that is no JSON is kept, not refused', () => {
  const { post } = setUp(acme)
  expect(post('<html>', acme.appSecret)).toMatchObject([
    { items: [], set_aside: [{ reason: 'malformed_json', raw: '<html>' }] },
  ])
})

test('deep nesting is kept as text instead of breaking the reader', () => {
  const { post } = setUp(acme)
  const bomb = '['.repeat(200_000) + ']'.repeat(200_000)
  expect(post(bomb, acme.appSecret)).toMatchObject([{ items: [], set_aside: [{ raw: bomb }] }])
})

test('text comes in as every database can hold it', () => {
  const { post } = setUp(acme)
  const json = JSON.stringify(delivery(change({ messages: [text('A\\u0000B \\ud83d')] }))).replaceAll('\\\\u', '\\u')
  expect(post(json, acme.appSecret)).toMatchObject([{ items: [{ message: { content: 'AB \ufffd' } }] }])
})

test('a delivery without news gives nothing to store', () => {
  const { post } = setUp(acme)
  expect(post({ object: 'whatsapp_business_account', entry: [] }, acme.appSecret)).toEqual([])
})

test('a thousand statuses are read in one go', () => {
  const { post } = setUp(acme)
  const statuses = Array.from({ length: 1_000 }, (_, n) => status('delivered', { id: `wamid.${n}` }))
  expect(post(delivery(change({ statuses })), acme.appSecret)[0]?.items).toHaveLength(1_000)
})

test('a number given twice is a mistake, told at the start', () => {
  expect(() => setUp(acme, { ...umbrella, phoneNumberId: NUMBER })).toThrow(
    expect.objectContaining({ code: 'invalid_configuration' }),
  )
})

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_SECRET, signToken, startStack, type Stack } from '../stack/stack'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

const text = (id: string, body: string, from = '5511977770001') => ({
  id,
  from,
  timestamp: String(Math.floor(Date.now() / 1000)),
  type: 'text',
  text: { body },
})

const delivery = (messages: unknown[], from = '5511977770001') =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '551130900000', phone_number_id: stack.meta.phoneNumberId },
              contacts: [{ profile: { name: 'Webhook' }, wa_id: from }],
              messages,
            },
          },
        ],
      },
    ],
  })

const sign = (body: string) => `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`

const deliver = (body: string, signature: string | null = sign(body)) =>
  fetch(`${stack.url}/api/v1/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-hub-signature-256': signature }) },
    body,
  })

async function found(search: string): Promise<number> {
  const answer = await fetch(`${stack.url}/api/v1/conversations?search=${search}`, {
    headers: { authorization: `Bearer ${await signToken()}` },
  })
  return ((await answer.json()) as unknown[]).length
}

test.each([
  ['missing', null],
  ['wrong', `sha256=${'0'.repeat(64)}`],
  ['malformed', 'sha256=xyz'],
])('a %s signature is answered with 401 and nothing is stored', async (_, signature) => {
  expect((await deliver(delivery([text('wamid.forged', 'forjado')]), signature)).status).toBe(401)
  expect(await found('forjado')).toBe(0)
})

test('a signature over other bytes is refused', async () => {
  expect((await deliver(delivery([text('wamid.x', 'trocado')]), sign('{}'))).status).toBe(401)
  expect(await found('trocado')).toBe(0)
})

test('one bad item does not sink the rest of its batch', async () => {
  const batch = delivery([
    text('wamid.good-1', 'inteira'),
    { id: 5, type: ['?'] },
    null,
    text('wamid.good-2', 'perfeita'),
  ])
  expect((await deliver(batch)).status).toBe(200)
  expect([await found('inteira'), await found('perfeita')]).toEqual([1, 1])
})

test('the same delivery twice, also at once, stores one message', async () => {
  const body = delivery([text('wamid.twice', 'dobrada', '5511966660002')], '5511966660002')
  const answers = await Promise.all([deliver(body), deliver(body), deliver(body)])
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
  const headers = { authorization: `Bearer ${await signToken()}` }
  const list = (await (await fetch(`${stack.url}/api/v1/conversations?search=dobrada`, { headers })).json()) as {
    id: string
    unread_count: number
  }[]
  expect(list.map((row) => row.unread_count)).toEqual([1])
})

test('a signed body that nobody can read is kept and answered with 200', async () => {
  expect((await deliver('{"object":"something_else","entry":[{"changes":"?"}]}')).status).toBe(200)
  expect((await deliver('not json at all')).status).toBe(200)
})

test('the handshake answers the challenge only for the right token', async () => {
  const ask = (token: string) =>
    fetch(`${stack.url}/api/v1/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`)
  const right = await ask('verify-token-for-tests')
  expect([right.status, await right.text()]).toEqual([200, '1158201444'])
  expect((await ask('wrong')).status).toBe(403)
})

import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeWebhookBody, signWebhookBody } from './encoding'

test('what is not ASCII, and / and @, go out escaped', () => {
  expect(encodeWebhookBody({ body: 'Olá / 👋 a@b' })).toBe('{"body":"Ol\\u00e1 \\/ \\ud83d\\udc4b a\\u0040b"}')
})

test('any JSON value survives the escaping and is pure ASCII', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const body = encodeWebhookBody(value)
      expect(body).toMatch(/^[\x20-\x7e]*$/)
      expect(JSON.stringify(JSON.parse(body))).toBe(JSON.stringify(value))
    }),
  )
})

test('the signature covers exactly the bytes sent', () => {
  const body = '{"a":"\\u00e1"}'
  expect(signWebhookBody(body, 's')).toBe(`sha256=${createHmac('sha256', 's').update(Buffer.from(body)).digest('hex')}`)
  expect(signWebhookBody(`${body} `, 's')).not.toBe(signWebhookBody(body, 's'))
})

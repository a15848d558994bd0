import { expect, test } from 'vitest'
import { errorClassOf, isKnownCode, messageErrorOf } from './error-codes'

test('permissions are a range', () => {
  expect([200, 230, 299].map(errorClassOf)).toEqual(['account', 'account', 'account'])
  expect(isKnownCode(250)).toBe(true)
  expect(isKnownCode(300)).toBe(false)
})

test('an unknown code is permanent', () => {
  expect(messageErrorOf({ code: 424242 })).toEqual({
    code: 'message_refused',
    provider_code: '424242',
    title: 'WhatsApp refused the message',
    retryable: false,
  })
})

test('a person may try again where WhatsApp failed for an unknown reason', () => {
  expect(messageErrorOf({ code: 131000 })).toMatchObject({ code: 'provider_error', retryable: true })
})

test('the details of Meta win over its message', () => {
  const error = { code: 131026, message: 'Message undeliverable', error_data: { details: 'old version' } }
  expect(messageErrorOf(error).detail).toBe('old version')
  expect(messageErrorOf({ code: 131026, message: 'Message undeliverable' }).detail).toBe('Message undeliverable')
})

import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSameSecret, isSignedBy } from './signature'

const body = new TextEncoder().encode('{"a":"\\u00e9\\/"}')
const digest = createHmac('sha256', 'secret').update(body).digest('hex')

test('the digest of exactly these bytes is accepted', () => {
  expect(isSignedBy('secret', body, `sha256=${digest}`)).toBe(true)
})

test('the same JSON in other bytes is not', () => {
  expect(isSignedBy('secret', new TextEncoder().encode('{"a":"é/"}'), `sha256=${digest}`)).toBe(false)
})

test('another secret is refused', () => {
  expect(isSignedBy('other', body, `sha256=${digest}`)).toBe(false)
})

test.each([null, '', digest, 'sha256=', `sha256=${digest.slice(1)}`, `sha256=${digest}0`, `sha1=${digest}`])(
  'the header %j is refused',
  (header) => {
    expect(isSignedBy('secret', body, header)).toBe(false)
  },
)

test('no header makes it throw or pass', () => {
  fc.assert(fc.property(fc.string(), (header) => !isSignedBy('secret', body, header)))
  fc.assert(fc.property(fc.string(), (rest) => !isSignedBy('secret', body, `sha256=${rest}`)))
})

test('secrets of different length are different, not an error', () => {
  expect(isSameSecret('token', 'token-longer')).toBe(false)
  expect(isSameSecret('token', 'token')).toBe(true)
})

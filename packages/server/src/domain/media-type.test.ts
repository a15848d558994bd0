import { expect, test } from 'vitest'
import { mediaType } from './media-type'

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)))

const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0])
const ogg = bytes('OggS')
const mp4 = bytes([0, 0, 0, 24], 'ftypisom')
const pdf = bytes('%PDF-1.7')
const zip = bytes([0x50, 0x4b, 3, 4])
const html = bytes('<html>')

test.each([
  ['image/jpeg', jpeg, 'image/jpeg'],
  ['image/png', jpeg, 'image/png'],
  ['audio/ogg; codecs=opus', ogg, 'audio/ogg; codecs=opus'],
  ['audio/aac', bytes([0xff, 0xf1, 0x50]), 'audio/aac'],
  ['audio/mp4', mp4, 'audio/mp4'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', zip, undefined],
  ['text/plain', bytes('Olá'), 'text/plain'],
  ['text/plain', bytes([0xff, 0xfe, 0x4f, 0]), 'text/plain'],
])('the declared %s stands where the bytes agree', (declared, body, expected) => {
  expect(mediaType(declared, body)).toBe(expected ?? declared)
})

test.each([
  ['image/jpeg', pdf, 'application/pdf'],
  ['image/jpeg', mp4, 'video/mp4'],
  ['application/octet-stream', jpeg, 'image/jpeg'],
  ['text/html', jpeg, 'image/jpeg'],
])('declared %s, the bytes win', (declared, body, expected) => {
  expect(mediaType(declared, body)).toBe(expected)
})

test.each(['image/jpeg', 'image/svg+xml', 'audio/ogg', 'video/mp4'])('a page declared as %s is no %s', (declared) => {
  expect(mediaType(declared, html)).toBe('application/octet-stream')
})

test.each(['', 'image', 'text/html\r\nx-evil: 1', 'a/b; c="d\n"', '../etc'])(
  'the unreadable type %j is dropped',
  (type) => {
    expect(mediaType(type, html)).toBe('application/octet-stream')
  },
)

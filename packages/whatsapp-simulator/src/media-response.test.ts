import { expect, test } from 'vitest'
import { mediaResponse, parseRange } from './media-response'

test.each([
  [undefined, { kind: 'whole' }],
  ['bytes=0-3', { kind: 'part', first: 0, last: 3 }],
  ['bytes=4-', { kind: 'part', first: 4, last: 9 }],
  ['bytes=-2', { kind: 'part', first: 8, last: 9 }],
  ['bytes=2-99', { kind: 'part', first: 2, last: 9 }],
  ['bytes=10-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=5-2', { kind: 'whole' }],
  ['lines=1-2', { kind: 'whole' }],
])('%s of ten bytes', (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected)
})

test('a part says where it belongs', async () => {
  const response = mediaResponse(new Uint8Array([1, 2, 3, 4]), { 'content-type': 'audio/ogg' }, 'bytes=1-2')
  expect(response.status).toBe(206)
  expect(response.headers.get('content-range')).toBe('bytes 1-2/4')
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([2, 3])
})

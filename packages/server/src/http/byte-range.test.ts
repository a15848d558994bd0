import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readByteRange } from './byte-range'

test.each([
  ['bytes=0-4', { kind: 'part', start: 0, end: 5 }],
  ['bytes=5-', { kind: 'part', start: 5, end: 20 }],
  ['bytes=-5', { kind: 'part', start: 15, end: 20 }],
  ['bytes=-50', { kind: 'part', start: 0, end: 20 }],
  ['bytes=10-999', { kind: 'part', start: 10, end: 20 }],
  ['bytes=20-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=4-2', { kind: 'whole' }],
  ['bytes=0-1,4-5', { kind: 'whole' }],
  ['items=0-1', { kind: 'whole' }],
  ['bytes=-', { kind: 'whole' }],
  [null, { kind: 'whole' }],
])('%j of 20 bytes reads as %j', (header, range) => {
  expect(readByteRange(header, 20)).toEqual(range)
})

test('a part always lies inside the file and is not empty', () => {
  const bound = fc.oneof(fc.constant(''), fc.nat(60).map(String))
  fc.assert(
    fc.property(bound, bound, fc.nat(50), (first, last, sizeBytes) => {
      const range = readByteRange(`bytes=${first}-${last}`, sizeBytes)
      if (range.kind !== 'part') return
      expect(range.start).toBeGreaterThanOrEqual(0)
      expect(range.end).toBeGreaterThan(range.start)
      expect(range.end).toBeLessThanOrEqual(sizeBytes)
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePageKey, encodePageKey } from './page-key'

test('a key reads back as it was written', () => {
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(time, fc.string({ minLength: 1, unit: 'grapheme-ascii' }), (date, id) => {
      const key = { activity_at: date.toISOString(), id }
      expect(decodePageKey(encodePageKey(key))).toEqual(key)
    }),
  )
})

test('anything else is no key', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(decodePageKey(text)).toBeNull()
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidv7 } from './ids'

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 })

test('an id is a UUID of version 7 and variant 10', () => {
  fc.assert(
    fc.property(time, bytes, (nowMs, random) => {
      expect(uuidv7(nowMs, random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
  )
})

test('a later id sorts after an earlier one, whatever the random bytes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(time, { minLength: 2, maxLength: 2 }), bytes, bytes, (times, a, b) => {
      const [early = 0, late = 0] = times.toSorted((x, y) => x - y)
      expect(uuidv7(early, a) < uuidv7(late, b)).toBe(true)
    }),
  )
})

test('different random bytes of one millisecond give different ids', () => {
  fc.assert(
    fc.property(
      time,
      fc.array(fc.integer({ min: 0, max: 0xff }), { minLength: 10, maxLength: 10 }),
      (nowMs, values) => {
        const random = Uint8Array.from(values)
        const other = Uint8Array.from(values)
        other[9] = (values[9] ?? 0) ^ 0x10
        expect(uuidv7(nowMs, random)).not.toBe(uuidv7(nowMs, other))
      },
    ),
  )
})

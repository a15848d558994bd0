import fc from 'fast-check'
import { expect, test } from 'vitest'
import { photoSize } from './photo-size'

test('a large picture is as wide as allowed and keeps its shape', () => {
  expect(photoSize({ width: 1600, height: 1200 }, 320)).toEqual({ width: 320, height: 240 })
})

test('a tiny picture is not blown up beyond half the width', () => {
  expect(photoSize({ width: 20, height: 20 }, 320)).toEqual({ width: 160, height: 160 })
})

test('an unknown size is guessed as a landscape', () => {
  expect(photoSize({}, 320)).toEqual({ width: 320, height: 240 })
  expect(photoSize({ width: 0, height: 10 }, 320)).toEqual({ width: 320, height: 240 })
})

test('no picture is higher than 4:3 upright or wider than allowed', () => {
  const pixels = fc.integer({ min: 1, max: 20_000 })
  fc.assert(
    fc.property(pixels, pixels, (width, height) => {
      const size = photoSize({ width, height }, 320)
      expect(size.width).toBeLessThanOrEqual(320)
      expect(size.height).toBeLessThanOrEqual(Math.ceil(size.width / 0.75))
      expect(size.height).toBeGreaterThan(0)
    }),
  )
})

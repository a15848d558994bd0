import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LATE_DELIVERY_MS, messageTime } from './message-order'

const NOW = 1_800_000_000_000

test('receipt counts while the provider is at most a minute older', () => {
  expect(messageTime(NOW, NOW - LATE_DELIVERY_MS)).toBe(NOW)
})

test("the provider's time counts for a late delivery", () => {
  expect(messageTime(NOW, NOW - LATE_DELIVERY_MS - 1)).toBe(NOW - LATE_DELIVERY_MS - 1)
})

test('receipt counts where the provider tells no usable time', () => {
  expect(messageTime(NOW, null)).toBe(NOW)
  expect(messageTime(NOW, NaN)).toBe(NOW)
  expect(messageTime(NOW, -1)).toBe(NOW)
})

test('a message is never dated after its receipt', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (providerMs) => {
      expect(messageTime(NOW, providerMs)).toBeLessThanOrEqual(NOW)
    }),
  )
})

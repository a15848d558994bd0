import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isServerError } from '../domain/errors'
import { createRateLimiter, takeToken } from './rate-limit'

const limit = { perMinute: 60, burst: 5 }

test('a burst passes at once and the next request waits for its token', () => {
  let now = 0
  const count = createRateLimiter(limit, () => now)
  for (let request = 0; request < 5; request += 1) count('ana')
  expect(() => count('ana')).toThrow(
    expect.objectContaining({ code: 'rate_limited', details: { retryAfterSeconds: 1 } }),
  )
  expect(() => count('bia')).not.toThrow()
  now = 1000
  expect(() => count('ana')).not.toThrow()
})

test('however requests are spread, no more pass than the burst and what time adds', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { maxLength: 100 }), (pausesMs) => {
      let now = 0
      let passed = 0
      const count = createRateLimiter(limit, () => now)
      for (const pauseMs of pausesMs) {
        now += pauseMs
        try {
          count('ana')
          passed += 1
        } catch (error) {
          expect(isServerError(error, 'rate_limited')).toBe(true)
        }
      }
      expect(passed).toBeLessThanOrEqual(limit.burst + now / 1000)
    }),
  )
})

test('waiting as long as told is enough', () => {
  const first = takeToken({ tokens: 0.25, at: 0 }, limit, 0)
  expect(takeToken(first.bucket, limit, first.waitMs).waitMs).toBe(0)
})

test('a clock set back gives nothing away', () => {
  expect(takeToken({ tokens: 0, at: 60_000 }, limit, 0).waitMs).toBeGreaterThan(0)
})

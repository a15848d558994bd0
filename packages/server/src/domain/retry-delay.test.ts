import { expect, test } from 'vitest'
import { MAX_DELIVERY_TRIES, MAX_RETRY_DELAY_MS, retryDelayMs } from './retry-delay'

test('the first retries come soon and the delay doubles up to its bound', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((tries) => retryDelayMs(tries, null))
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect(retryDelayMs(1_000, null)).toBe(MAX_RETRY_DELAY_MS)
})

test('a longer delay that the provider asks for is respected, a shorter one is not', () => {
  expect(retryDelayMs(1, 45_000)).toBe(45_000)
  expect(retryDelayMs(7, 1_000)).toBe(30_000)
})

test('a provider cannot hold up a conversation for more than an hour', () => {
  expect(retryDelayMs(1, 1e12)).toBe(3_600_000)
})

test('all tries together survive an outage of four minutes', () => {
  let totalMs = 0
  for (let tries = 1; tries < MAX_DELIVERY_TRIES; tries += 1) totalMs += retryDelayMs(tries, null)
  expect(totalMs).toBeGreaterThan(4 * 60_000)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { VirtualEnv } from '../testing/virtual-env'
import { createSteadyClock } from './steady-clock'

test('it starts at the wall clock and goes with it', () => {
  const env = new VirtualEnv()
  const now = createSteadyClock(env)
  env.nowMs += 500
  expect(now()).toBe(env.now())
})

test('time asleep counts, also after the wall clock was set back', () => {
  const env = new VirtualEnv()
  const now = createSteadyClock(env)
  const beganMs = now()
  env.wallAheadMs -= 7_200_000
  expect(now() - beganMs).toBe(0)
  env.wallAheadMs += 3_600_000
  expect(now() - beganMs).toBe(3_600_000)
})

test('whatever is done to the wall clock, it never goes back nor stands still while time passes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(10_000), fc.integer({ min: -1e9, max: 1e9 }))), (steps) => {
      const env = new VirtualEnv()
      const now = createSteadyClock(env)
      for (const [passedMs, setMs] of steps) {
        const beforeMs = now()
        env.nowMs += passedMs
        env.wallAheadMs += setMs
        expect(now() - beforeMs).toBeGreaterThanOrEqual(passedMs)
      }
    }),
  )
})

import { expect, test } from 'vitest'
import { createVirtualClock } from './virtual-clock'

test('timers run in the order of their time, those of one instant in the order they were set', () => {
  const clock = createVirtualClock()
  const ran: string[] = []
  clock.setTimer(20, () => ran.push('late'))
  clock.setTimer(10, () => ran.push('first'))
  clock.setTimer(10, () => ran.push('second'))
  const until = clock.now() + 100
  while (clock.runNext(until));
  expect(ran).toEqual(['first', 'second', 'late'])
})

test('a cancelled timer does not run, and none runs before its time', () => {
  const clock = createVirtualClock()
  const ran: string[] = []
  clock.setTimer(10, () => ran.push('cancelled'))()
  clock.setTimer(50, () => ran.push('kept'))
  expect(clock.runNext(clock.now() + 49)).toBe(false)
  expect(clock.runNext(clock.now() + 50)).toBe(true)
  expect(ran).toEqual(['kept'])
  expect(clock.pending).toBe(0)
})

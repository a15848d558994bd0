import { expect, test } from 'vitest'
import { virtualEnv } from '../testing/virtual-env'
import { Alarm } from './alarm'

test('an alarm far away never asks for more than a timer of node can hold', async () => {
  const clock = virtualEnv()
  const delaysMs: number[] = []
  const alarm = new Alarm({
    now: clock.now,
    setTimer(delayMs, task) {
      delaysMs.push(delayMs)
      return clock.setTimer(delayMs, task)
    },
  })
  const rung: number[] = []
  const at = clock.now() + 40 * 86_400_000
  alarm.set(at, () => rung.push(clock.now()))
  await clock.advance(40 * 86_400_000)
  expect(rung).toEqual([at])
  expect(Math.max(...delaysMs)).toBeLessThan(2 ** 31)
})

test('a clock set forward is noticed within the hour', async () => {
  const clock = virtualEnv()
  const alarm = new Alarm(clock)
  let rung = 0
  alarm.set(clock.now() + 86_400_000, () => (rung += 1))
  clock.jump(86_400_000)
  await clock.advance(3_600_000)
  expect(rung).toBe(1)
})

test('setting an alarm again replaces it, null clears it', async () => {
  const clock = virtualEnv()
  const alarm = new Alarm(clock)
  const rung: string[] = []
  alarm.set(clock.now() + 10, () => rung.push('first'))
  alarm.set(clock.now() + 20, () => rung.push('second'))
  await clock.advance(30)
  alarm.set(clock.now() + 10, () => rung.push('third'))
  alarm.set(null, () => rung.push('never'))
  await clock.advance(30)
  expect(rung).toEqual(['second'])
  expect(clock.pendingTimers()).toBe(0)
})

import { expect, test } from 'vitest'
import { runClientSeed } from './run-client-seed'

test('the same seed gives the same trace, another seed another one', async () => {
  const [first, again, other] = [await runClientSeed(7), await runClientSeed(7), await runClientSeed(8)]
  expect(again.trace).toEqual(first.trace)
  expect(other.traceHash).not.toBe(first.traceHash)
})

test('runs are full of events and end without a violation', async () => {
  const results = [await runClientSeed(1), await runClientSeed(2), await runClientSeed(3)]
  expect(results.flatMap((result) => result.violations)).toEqual([])
  expect(results.every((result) => result.events > 5)).toBe(true)
  expect(results.some((result) => result.trace.some((line) => line.includes('reconnecting')))).toBe(true)
})

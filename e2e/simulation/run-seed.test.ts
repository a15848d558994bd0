import { expect, test } from 'vitest'
import { runSeed } from './run-seed'

test('the same seed gives the same trace, another seed another one', async () => {
  const [first, again, other] = [await runSeed(7), await runSeed(7), await runSeed(8)]
  expect(again.trace).toEqual(first.trace)
  expect(other.traceHash).not.toBe(first.traceHash)
})

test('a run crashes the server, stores events, and ends without a violation', async () => {
  const results = [await runSeed(1), await runSeed(2), await runSeed(3)]
  expect(results.flatMap((result) => result.violations)).toEqual([])
  expect(results.every((result) => result.events > 20)).toBe(true)
  expect(results.some((result) => result.trace.some((line) => line.endsWith('server crashes')))).toBe(true)
})

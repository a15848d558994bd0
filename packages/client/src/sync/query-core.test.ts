import { expect, test } from 'vitest'
import { failure } from '../errors'
import { VirtualEnv } from '../testing/virtual-env'
import { createQueryCore } from './query-core'

function brokenCore(failures: number, isWatched = true) {
  const env = new VirtualEnv()
  const loads: number[] = []
  const core = createQueryCore({
    env,
    isWatched: () => isWatched,
    setLoad: () => undefined,
    load: async (settle) => {
      loads.push(env.now())
      if (loads.length <= failures) throw failure('load', 'network_unreachable')
      settle()
      return true
    },
  })
  return { env, core, loads }
}

test('a load that failed in passing is tried again by itself until it succeeds, then no more', async () => {
  const { env, core, loads } = brokenCore(3)
  core.watch()
  await env.advance(120_000)
  expect(loads).toHaveLength(4)
  expect(env.pendingTimers).toBe(0)
})

test('what nobody watches is not tried again', async () => {
  const { env, core, loads } = brokenCore(3, false)
  await core.refresh().catch(() => undefined)
  await env.advance(120_000)
  expect(loads).toHaveLength(1)
})

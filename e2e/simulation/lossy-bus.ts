import { createMemoryBus, type Bus } from '@pytake/server'
import type { World } from './world'

/** A bus that forgets hints: the log has to repair what it loses. */
export function createLossyBus(world: Pick<World, 'faults' | 'random'>): Bus {
  const bus = createMemoryBus()
  return {
    ...bus,
    publishHint(hint) {
      if (world.random.chance(world.faults.loseHintPercent)) return
      bus.publishHint(hint)
    },
  }
}

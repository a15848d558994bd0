import { memory, type Bus } from '@pytake/server'
import type { Faults } from './faults'
import type { Random } from './random'

/** A bus that forgets hints: the log has to repair what it loses. */
export function createLossyBus(random: Random, faults: () => Faults): Bus {
  const bus = memory()
  return {
    ...bus,
    publishHint(hint) {
      if (random.chance(faults().loseHintPercent)) return
      bus.publishHint(hint)
    },
  }
}

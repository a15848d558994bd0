import type { Random } from './random'

/** How badly the network behaves. Percentages are per request, hint or connection. */
export interface Faults {
  latencyMaxMs: number
  /** The request never arrives. */
  dropRequestPercent: number
  /** The request is served, its answer never arrives. */
  loseAnswerPercent: number
  /** The request is served twice, as a retrying proxy would. */
  duplicatePercent: number
  /** A hint between writer and gateway goes missing; the log must repair it. */
  loseHintPercent: number
  /** A new socket is refused. */
  refuseSocketPercent: number
}

export const HEALTHY: Faults = {
  latencyMaxMs: 20,
  dropRequestPercent: 0,
  loseAnswerPercent: 0,
  duplicatePercent: 0,
  loseHintPercent: 0,
  refuseSocketPercent: 0,
}

/** Each seed gets its own mixture; every kind is absent in half of the runs, so that each is also seen alone. */
export function randomFaults(random: Random): Faults {
  const sometimes = (max: number) => (random.chance(50) ? random.int(1, max) : 0)
  return {
    latencyMaxMs: random.pick([5, 50, 400, 3_000]),
    dropRequestPercent: sometimes(25),
    loseAnswerPercent: sometimes(25),
    duplicatePercent: sometimes(25),
    loseHintPercent: sometimes(60),
    refuseSocketPercent: sometimes(40),
  }
}

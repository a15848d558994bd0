import type { SimulatorEnv } from './env'

/** Resolves after `delayMs` on the injected clock. */
export function delay(env: SimulatorEnv, delayMs: number): Promise<void> {
  return new Promise((resolve) => void env.setTimer(resolve, delayMs))
}

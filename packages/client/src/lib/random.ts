import type { ClientEnv } from './env'

/** A number in [0, 1) with 48 random bits. */
export function randomFraction(env: Pick<ClientEnv, 'randomBytes'>): number {
  return env.randomBytes(6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48
}

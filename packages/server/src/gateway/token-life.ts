import type { ServerEnv } from '../env'
import { Alarm } from './alarm'
import { warningTime } from './session-machine'

/** Watches the end of a socket's token: one warning, then the end. */
export class TokenLife {
  private expiresAt: number | null = null
  private readonly warning: Alarm
  private readonly end: Alarm

  constructor(
    private readonly options: {
      env: Pick<ServerEnv, 'now' | 'setTimer'>
      warningMs: number
      onExpiring: (expiresAt: number) => void
      onExpired: () => void
    },
  ) {
    this.warning = new Alarm(options.env)
    this.end = new Alarm(options.env)
  }

  /** Starts over with a new token; `expiresAt` is in milliseconds since 1970, null never ends. */
  watch(expiresAt: number | null): void {
    const { env, warningMs, onExpiring, onExpired } = this.options
    this.expiresAt = expiresAt
    this.end.set(expiresAt, onExpired)
    if (expiresAt === null) this.warning.clear()
    else this.warning.set(warningTime(expiresAt, env.now(), warningMs), () => onExpiring(expiresAt))
  }

  /** Asked before anything goes in or out: a timer may be late, the clock is not. */
  hasEnded(): boolean {
    return this.expiresAt !== null && this.expiresAt <= this.options.env.now()
  }

  close(): void {
    this.warning.clear()
    this.end.clear()
  }
}

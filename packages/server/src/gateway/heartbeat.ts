import type { ServerEnv } from '../env'
import type { ServerSocket } from './socket-port'

/** Pings a peer at an interval and tells when it has stopped answering. */
export class Heartbeat {
  private unanswered = 0
  private cancel: (() => void) | null = null

  constructor(
    private readonly options: {
      socket: Pick<ServerSocket, 'ping'>
      env: Pick<ServerEnv, 'setTimer'>
      intervalMs: number
      maxUnanswered: number
      onDead: () => void
    },
  ) {
    this.arm()
  }

  /** Anything heard proves that the peer is there. */
  heard(): void {
    this.unanswered = 0
  }

  close(): void {
    this.cancel?.()
    this.cancel = null
  }

  private arm(): void {
    const { env, intervalMs, maxUnanswered, socket, onDead } = this.options
    this.cancel = env.setTimer(intervalMs, () => {
      if (this.unanswered >= maxUnanswered) {
        onDead()
        return
      }
      this.unanswered += 1
      this.arm()
      socket.ping()
    })
  }
}

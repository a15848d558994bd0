import { closeCodes } from '@pytake/protocol'
import type { ServerEnv } from '../env'
import { countFrame, type FrameTimes } from './frame-rate'
import type { GatewayLimits } from './limits'

/** Takes in what a client sends: bounded in size, rate and number waiting, and worked on one by one, in order. */
export class FrameIntake {
  /** The first is being worked on. */
  private readonly pending: string[] = []
  private times: FrameTimes = []

  constructor(
    private readonly options: {
      env: Pick<ServerEnv, 'now'>
      limits: GatewayLimits
      isAuthenticated: () => boolean
      /** Never rejects. */
      handle: (text: string) => Promise<void>
      /** The client is beyond a limit; called with the code to close with. */
      onExcess: (code: number, reason: string) => void
    },
  ) {}

  receive(text: string): void {
    const { env, isAuthenticated, limits, onExcess } = this.options
    const maxBytes = isAuthenticated() ? limits.maxFrameBytes : limits.maxPreAuthFrameBytes
    if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
      onExcess(closeCodes.frame_too_large, 'frame too large')
      return
    }
    const times = countFrame(this.times, env.now(), limits)
    if (times === null || this.pending.length >= limits.maxPendingFrames) {
      onExcess(closeCodes.rate_limited, 'too many frames')
      return
    }
    this.times = times
    this.pending.push(text)
    if (this.pending.length === 1) void this.work()
  }

  close(): void {
    this.pending.length = 0
  }

  private async work(): Promise<void> {
    for (let text = this.pending[0]; text !== undefined; text = this.pending[0]) {
      await this.options.handle(text)
      this.pending.shift()
    }
  }
}

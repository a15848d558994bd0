import type { ServerSocket } from './socket-port'
import type { GatewayLimits } from './limits'

/**
 * What goes out on one socket, in order. With batching the frames of one turn leave as one array; without it each
 * leaves at once.
 */
export class FrameWriter {
  private batching = false
  private queued: string[] = []
  private queuedLength = 0

  constructor(
    private readonly socket: Pick<ServerSocket, 'send' | 'bufferedBytes'>,
    private readonly limits: Pick<GatewayLimits, 'maxBufferedBytes' | 'maxBatchFrames' | 'maxBatchLength'>,
    /** The peer does not take what it is sent. */
    private readonly onOverflow: () => void,
  ) {}

  batch(): void {
    this.batching = true
  }

  write(text: string): void {
    if (!this.batching) {
      this.send(text)
      return
    }
    if (this.queuedLength + text.length > this.limits.maxBatchLength) this.flush()
    this.queued.push(text)
    this.queuedLength += text.length
    if (this.queued.length >= this.limits.maxBatchFrames) this.flush()
  }

  flush(): void {
    const [first, ...rest] = this.queued
    if (first === undefined) return
    this.queued = []
    this.queuedLength = 0
    this.send(rest.length === 0 ? first : `[${[first, ...rest].join(',')}]`)
  }

  private send(text: string): void {
    this.socket.send(text)
    if (this.socket.bufferedBytes > this.limits.maxBufferedBytes) this.onOverflow()
  }
}

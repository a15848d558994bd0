import { closeCodes, type ControlFrame } from '@pytake/protocol'
import type { Logger } from '../domain/ports'
import type { ServerEnv } from '../env'
import { FrameIntake } from './frame-intake'
import { FrameWriter } from './frame-writer'
import { Heartbeat } from './heartbeat'
import type { GatewayLimits } from './limits'
import type { ServerSocket } from './socket-port'

export interface ConnectionOptions {
  id: string
  socket: ServerSocket
  env: Pick<ServerEnv, 'now' | 'setTimer'>
  logger: Logger
  limits: GatewayLimits
  heartbeatMs: number
  /** Decides which bounds hold for what the client sends. */
  isAuthenticated: () => boolean
  /** One message, never while an earlier one is still being worked on. */
  onFrame: (text: string) => Promise<void>
  /** Called once, however it ended. */
  onEnd: () => void
}

/** A socket with its guards: bounds on what comes in and what waits to go out, a heartbeat, a deadline. */
export class Connection {
  readonly id: string
  readonly socket: ServerSocket
  private state: 'open' | 'ended' = 'open'
  private readonly writer: FrameWriter
  private readonly intake: FrameIntake
  private readonly heartbeat: Heartbeat
  private readonly unsubscribes: (() => void)[]
  private cancelDeadline: (() => void) | null = null

  constructor(private readonly options: ConnectionOptions) {
    const { env, heartbeatMs, id, isAuthenticated, limits, onFrame, socket } = options
    this.id = id
    this.socket = socket
    this.writer = new FrameWriter(socket, limits, () => this.drop('slow_consumer'))
    this.intake = new FrameIntake({
      env,
      limits,
      isAuthenticated,
      handle: (text) => onFrame(text).catch((error: unknown) => this.fail('Unable to handle a frame', error)),
      onExcess: (code, reason) => this.end(code, reason),
    })
    this.heartbeat = new Heartbeat({
      socket,
      env,
      intervalMs: heartbeatMs,
      maxUnanswered: limits.maxUnansweredPings,
      onDead: () => this.drop('no_pong'),
    })
    this.unsubscribes = [
      socket.onMessage((text) => {
        this.heartbeat.heard()
        this.intake.receive(text)
      }),
      socket.onPong(() => this.heartbeat.heard()),
      socket.onClose(() => this.settle()),
    ]
  }

  /** From here on the frames of one turn leave as one array. */
  batch(): void {
    this.writer.batch()
  }

  write(text: string): void {
    if (this.state === 'open') this.writer.write(text)
  }

  flush(): void {
    if (this.state === 'open') this.writer.flush()
  }

  send(frame: ControlFrame): void {
    this.write(JSON.stringify(frame))
    this.flush()
  }

  /** Closes the socket unless the deadline is replaced in time; null lifts it. */
  setDeadline(delayMs: number | null): void {
    this.cancelDeadline?.()
    this.cancelDeadline =
      delayMs === null
        ? null
        : this.options.env.setTimer(delayMs, () => this.end(closeCodes.auth_timeout, 'authentication took too long'))
  }

  /** Sends what waits, then closes with a code. */
  end(code: number, reason: string): void {
    this.flush()
    if (this.state === 'ended') return
    this.settle()
    this.socket.close(code, reason)
    this.options.logger.debug({ connection_id: this.id, code, reason }, 'WebSocket connection closed')
  }

  /** Drops a peer that does not answer or does not take what it is sent; it comes back and resumes. */
  drop(reason: string): void {
    if (this.state === 'ended') return
    this.settle()
    this.socket.terminate()
    this.options.logger.info({ connection_id: this.id, reason }, 'WebSocket connection dropped')
  }

  /** Something broke on our side: the client is to come back, not to give up. */
  fail(message: string, error: unknown): void {
    if (this.state === 'ended') return
    this.options.logger.error({ connection_id: this.id, error }, message)
    this.end(closeCodes.internal_error, 'internal_error')
  }

  private settle(): void {
    if (this.state === 'ended') return
    this.state = 'ended'
    for (const unsubscribe of this.unsubscribes) unsubscribe()
    this.setDeadline(null)
    this.intake.close()
    this.heartbeat.close()
    this.options.onEnd()
  }
}

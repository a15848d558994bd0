import { formatCursor, type ResetReason } from '../domain/cursor'
import type { Inbox } from '../domain/inbox'
import type { LogEvent } from '../domain/ports'
import type { ServerEnv } from '../env'
import { type Audience, viewEvents } from './audience'
import { encodeEvent } from './event-frame'
import type { FrameWriter } from './frame-writer'
import type { GatewayLimits } from './limits'
import type { ServerSocket } from './socket-port'
import type { RoomMember, TenantRoom } from './tenant-room'

export interface SeatOptions {
  connectionId: string
  audience: Audience
  room: TenantRoom
  /** Where the frames begin. */
  position: number
  log: Inbox['log']
  writer: Pick<FrameWriter, 'write' | 'flush'>
  socket: Pick<ServerSocket, 'bufferedBytes'>
  env: Pick<ServerEnv, 'now' | 'setTimer'>
  limits: Pick<GatewayLimits, 'feedPageSize' | 'catchUpBufferedBytes' | 'catchUpPollMs' | 'catchUpStallMs'>
}

/** How a catch-up ended: live, given up because the seat was left, or because the peer takes nothing. */
export type CatchUpEnd = 'live' | 'left' | 'stalled'

/** An authenticated session's place in the room of its tenant: reads what was missed, then joins the live feed. */
export class Seat implements RoomMember {
  readonly connectionId: string
  readonly room: TenantRoom
  /** Replaced when the token is refreshed. */
  audience: Audience
  toldPosition: number
  private position: number
  private taken = true
  private endPause: (() => void) | null = null

  constructor(private readonly options: SeatOptions) {
    this.connectionId = options.connectionId
    this.room = options.room
    this.audience = options.audience
    this.position = options.position
    this.toldPosition = options.position
  }

  get cursor(): string {
    return this.cursorAt(this.toldPosition)
  }

  /**
   * Reads the log up to where the feed stands and joins it there, in one turn, so that nothing is lost or repeated
   * between. Rejects where the log cannot be read.
   */
  async catchUp(): Promise<CatchUpEnd> {
    const { log, limits, room, writer } = this.options
    for (;;) {
      const events = await log.after(this.audience.principal.tenant_id, this.position, limits.feedPageSize)
      const end = await this.replay(events)
      if (end !== 'read') return end
      writer.flush()
      if (!this.taken) return 'left'
      if (events.length < limits.feedPageSize && room.join(this, this.position)) return 'live'
    }
  }

  event(text: string, position: number): void {
    this.toldPosition = position
    this.options.writer.write(text)
  }

  progress(cursor: string, position: number): void {
    this.toldPosition = position
    this.options.writer.write(JSON.stringify({ type: 'progress', cursor }))
  }

  reset(reason: ResetReason, cursor: string, position: number): void {
    this.toldPosition = position
    this.options.writer.write(JSON.stringify({ type: 'reset', reason, cursor }))
  }

  transient(text: string): void {
    this.options.writer.write(text)
  }

  flush(): void {
    this.options.writer.flush()
  }

  /** Tells the colleagues which conversation is looked at; nothing once the seat was left. */
  view(conversationId: string | null): void {
    if (this.taken) this.room.present(this.audience, this.connectionId, conversationId)
  }

  /** Leaves the feed; the user stays present, since the connection may take another seat. */
  close(): void {
    this.taken = false
    this.room.leave(this)
    this.endPause?.()
  }

  private async replay(events: readonly LogEvent[]): Promise<'read' | 'left' | 'stalled'> {
    const { log, writer } = this.options
    const views = await viewEvents(log, this.audience, events)
    const first = events[0]
    if (this.taken && first !== undefined && first.seq !== this.position + 1) {
      // Pruned since the cursor was judged: never a silent gap.
      this.reset('cursor_too_old', this.cursorAt(first.seq - 1), first.seq - 1)
    }
    for (const [index, event] of events.entries()) {
      if (!this.taken) return 'left'
      this.position = event.seq
      const view = views[index] ?? null
      if (view === null) continue
      this.event(encodeEvent(log.epoch(), view).textFor(this.audience.hash), event.seq)
      if (this.isBehind()) {
        writer.flush()
        if (!(await this.drained())) return this.taken ? 'stalled' : 'left'
      }
    }
    return this.taken ? 'read' : 'left'
  }

  private isBehind(): boolean {
    return this.options.socket.bufferedBytes > this.options.limits.catchUpBufferedBytes
  }

  private async drained(): Promise<boolean> {
    const { env, limits } = this.options
    const givenUpAt = env.now() + limits.catchUpStallMs
    while (this.taken && this.isBehind()) {
      if (env.now() >= givenUpAt) return false
      await this.pause(limits.catchUpPollMs)
    }
    return this.taken
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.env.setTimer(delayMs, () => this.endPause?.())
      this.endPause = () => {
        this.endPause = null
        cancel()
        resolve()
      }
    })
  }

  private cursorAt(position: number): string {
    return formatCursor({ epoch: this.options.log.epoch(), position, principalHash: this.audience.hash })
  }
}

import { formatCursor, type ResetReason } from '../domain/cursor'
import type { Inbox } from '../domain/inbox'
import type { LogEvent, Logger } from '../domain/ports'
import type { ServerEnv } from '../env'
import { type Audience, viewEvents } from './audience'
import { encodeEvent, type EventFrame } from './event-frame'
import type { GatewayLimits } from './limits'

/** A live session as its feed sees it. None of these calls throws or waits. */
export interface FeedMember {
  readonly audience: Audience
  /** Position of the last cursor the client was told. */
  readonly toldPosition: number
  event(text: string, position: number): void
  progress(cursor: string, position: number): void
  reset(reason: ResetReason, cursor: string, position: number): void
  /** All frames of this turn have been given. */
  flush(): void
}

type FeedState = { kind: 'idle' } | { kind: 'reading'; again: boolean } | { kind: 'closed' }
/** Per principal hash, each event of a page as it may be seen. */
type PageViews = Map<string, readonly (LogEvent | null)[]>

/**
 * Reads one tenant's log on behalf of all its live sessions. Hints only make it look earlier: what it sends comes
 * from the log, so nothing is sent before its commit, and a lost hint delays by one tick but loses nothing.
 */
export class Feed {
  private state: FeedState = { kind: 'idle' }
  /** Everything up to here has been given to the members; null until the first one joins, who sets it. */
  private position: number | null = null
  /** By member the position up to which it has been served; it may have read ahead of the feed. */
  private readonly members = new Map<FeedMember, { position: number }>()
  private cancelTick: (() => void) | null = null
  private cancelProgress: (() => void) | null = null

  constructor(
    private readonly options: {
      tenantId: string
      log: Inbox['log']
      env: Pick<ServerEnv, 'setTimer'>
      logger: Logger
      limits: Pick<GatewayLimits, 'feedPageSize' | 'feedTickMs' | 'progressDelayMs'>
      /** Called with each tick. */
      onTick: () => void
    },
  ) {}

  /**
   * Makes a session live, in the same turn in which it was found to have everything the feed has given out. False
   * when the feed is ahead: then the session reads on by itself and asks again.
   */
  join(member: FeedMember, position: number): boolean {
    if (this.state.kind === 'closed') return false
    if (this.position !== null && position < this.position) return false
    this.position ??= position
    this.members.set(member, { position })
    this.armTick()
    this.armProgress()
    // A commit may have come between the session's last read and now.
    this.read()
    return true
  }

  leave(member: FeedMember): void {
    if (!this.members.delete(member) || this.members.size > 0) return
    this.disarm()
  }

  /** The log is said to have reached `position`; doubled and late hints are ignored. */
  wake(position: number): void {
    if (this.position !== null && position > this.position) this.read()
  }

  close(): void {
    this.state = { kind: 'closed' }
    this.members.clear()
    this.disarm()
  }

  private read(): void {
    if (this.state.kind === 'reading') this.state.again = true
    if (this.state.kind !== 'idle') return
    const reading = { kind: 'reading' as const, again: false }
    this.state = reading
    void this.readOn(reading)
  }

  private async readOn(reading: { again: boolean }): Promise<void> {
    try {
      do {
        reading.again = false
        while ((await this.readPage()) === 'more') continue
      } while (reading.again)
    } catch (error) {
      // The position stands, so the next tick reads the same page again.
      this.options.logger.error({ tenant_id: this.options.tenantId, error }, 'Unable to read the log')
    }
    if (this.state.kind === 'reading') this.state = { kind: 'idle' }
  }

  private async readPage(): Promise<'more' | 'caught_up'> {
    const { log, tenantId, limits } = this.options
    const from = this.position
    if (from === null || this.members.size === 0) return 'caught_up'
    const events = await log.after(tenantId, from, limits.feedPageSize)
    const views: PageViews = new Map()
    while (await this.decideMissing(events, views)) continue
    // Everybody left meanwhile; who comes next begins at a position of its own.
    if (this.members.size === 0) return 'caught_up'
    this.give(from, events, views)
    return events.length < limits.feedPageSize ? 'caught_up' : 'more'
  }

  /** Asks for every audience present that has no answer yet; true when it had to wait, since others may have joined. */
  private async decideMissing(events: readonly LogEvent[], views: PageViews): Promise<boolean> {
    const missing = new Map<string, Audience>()
    for (const { audience } of this.members.keys()) {
      if (!views.has(audience.hash)) missing.set(audience.hash, audience)
    }
    if (missing.size === 0 || events.length === 0) return false
    await Promise.all(
      [...missing].map(async ([hash, audience]) => {
        views.set(hash, await viewEvents(this.options.log, audience, events))
      }),
    )
    return true
  }

  private give(from: number, events: readonly LogEvent[], views: PageViews): void {
    const first = events[0]
    if (first === undefined) return
    if (first.seq !== from + 1) this.resetAll(first.seq - 1)
    for (const [index, event] of events.entries()) this.giveEvent(event, index, views)
    this.position = events.at(-1)?.seq ?? from
    for (const member of this.members.keys()) member.flush()
    this.armProgress()
  }

  private giveEvent(event: LogEvent, index: number, views: PageViews): void {
    // Most see the same; who loses a conversation sees its removal.
    const frames = new Map<LogEvent['type'], EventFrame>()
    let count = 0
    for (const [member, place] of this.members) {
      if (event.seq <= place.position) continue
      place.position = event.seq
      const view = views.get(member.audience.hash)?.[index] ?? null
      if (view === null) continue
      const frame = frames.get(view.type) ?? encodeEvent(this.options.log.epoch(), view)
      frames.set(view.type, frame)
      member.event(frame.textFor(member.audience.hash), event.seq)
      count += 1
    }
    this.options.logger.debug({ tenant_id: event.tenant_id, event: event.type, count }, 'Broadcasting message')
  }

  /** The log is dense: a hole means that events were pruned before they were read here. Never a silent gap. */
  private resetAll(position: number): void {
    for (const [member, place] of this.members) {
      if (place.position >= position) continue
      place.position = position
      member.reset('cursor_too_old', this.cursorOf(member, position), position)
    }
  }

  private cursorOf(member: FeedMember, position: number): string {
    return formatCursor({ epoch: this.options.log.epoch(), position, principalHash: member.audience.hash })
  }

  private armTick(): void {
    this.cancelTick ??= this.options.env.setTimer(this.options.limits.feedTickMs, () => {
      this.cancelTick = null
      this.armTick()
      this.read()
      this.options.onTick()
    })
  }

  /** One timer for all members, so that a busy tenant does not send a `progress` for every event somebody may not see. */
  private armProgress(): void {
    if (this.cancelProgress !== null) return
    if (!this.isSomebodyUntold()) return
    this.cancelProgress = this.options.env.setTimer(this.options.limits.progressDelayMs, () => {
      this.cancelProgress = null
      for (const [member, place] of this.members) {
        if (member.toldPosition >= place.position) continue
        member.progress(this.cursorOf(member, place.position), place.position)
        member.flush()
      }
    })
  }

  private isSomebodyUntold(): boolean {
    for (const [member, place] of this.members) if (member.toldPosition < place.position) return true
    return false
  }

  private disarm(): void {
    this.cancelTick?.()
    this.cancelProgress?.()
    this.cancelTick = null
    this.cancelProgress = null
  }
}

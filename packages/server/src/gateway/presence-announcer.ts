import type { Presence } from '@pytake/protocol'
import type { Bus } from '../domain/ports'
import type { ServerEnv } from '../env'
import type { GatewayLimits } from './limits'
import { PresenceBoard } from './presence'

/**
 * Tells colleagues who is here, in step with the board but not at every step of it: a thousand agents coming back
 * after a restart would otherwise be a million frames. What changed within the delay is told once, as it then is, so
 * a connection that blinks is not told at all.
 */
export class PresenceAnnouncer {
  private readonly board = new PresenceBoard()
  /** What the colleagues know, by user; only users who are online. */
  private readonly announced = new Map<string, Presence>()
  private readonly changed = new Set<string>()
  private cancelTimer: (() => void) | null = null

  constructor(
    private readonly options: {
      tenantId: string
      bus: Pick<Bus, 'publishTransient'>
      env: Pick<ServerEnv, 'setTimer'>
      limits: Pick<GatewayLimits, 'maxPresenceUsers' | 'presenceDelayMs'>
    },
  ) {}

  /** Notes what a connection looks at; null is nothing in particular. */
  set(userId: string, connectionId: string, conversationId: string | null): void {
    this.board.set(userId, connectionId, conversationId)
    this.change(userId)
  }

  remove(userId: string, connectionId: string): void {
    this.board.remove(userId, connectionId)
    this.change(userId)
  }

  /** What a newcomer has to be told so as to know what the others know. */
  known(): Iterable<Presence> {
    return this.announced.values()
  }

  close(): void {
    this.announce()
  }

  private change(userId: string): void {
    this.changed.add(userId)
    this.cancelTimer ??= this.options.env.setTimer(this.options.limits.presenceDelayMs, () => this.announce())
  }

  private announce(): void {
    this.cancelTimer?.()
    this.cancelTimer = null
    for (const userId of this.changed) this.announceUser(this.board.of(userId))
    this.changed.clear()
  }

  private announceUser(presence: Presence): void {
    const before = this.announced.get(presence.user_id)
    if (!presence.online) {
      if (!this.announced.delete(presence.user_id)) return
    } else {
      if (before?.conversation_id === presence.conversation_id) return
      // In a crowd the first to come are told of; the others are there unannounced.
      if (before === undefined && this.announced.size >= this.options.limits.maxPresenceUsers) return
      this.announced.set(presence.user_id, presence)
    }
    this.options.bus.publishTransient({
      tenant_id: this.options.tenantId,
      conversation_id: presence.conversation_id,
      origin_connection_id: null,
      type: 'presence_updated',
      data: { ...presence },
    })
  }
}

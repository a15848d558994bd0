import type { Bus, Logger, TransientEvent } from '../domain/ports'
import type { Inbox } from '../domain/inbox'
import type { ServerEnv } from '../env'
import { type Audience, canSeeNow } from './audience'
import { encodeTransient } from './event-frame'
import { Feed, type FeedMember } from './feed'
import type { GatewayLimits } from './limits'
import { PresenceAnnouncer } from './presence-announcer'
import { TransientFanOut } from './transient-fan-out'

/** A session as its room sees it. */
export interface RoomMember extends FeedMember {
  readonly connectionId: string
  transient(text: string): void
}

export interface RoomOptions {
  tenantId: string
  inbox: Pick<Inbox, 'log' | 'conversations'>
  bus: Pick<Bus, 'publishTransient'>
  env: Pick<ServerEnv, 'now' | 'setTimer'>
  logger: Logger
  limits: GatewayLimits
  /** Called every few seconds while somebody is live. */
  onTick: () => void
}

/** What the sessions of one tenant share on this node: the feed of its log, typing and presence. */
export class TenantRoom {
  readonly feed: Feed
  private readonly live = new Set<RoomMember>()
  private readonly presence: PresenceAnnouncer
  private readonly transients: TransientFanOut

  constructor(private readonly options: RoomOptions) {
    this.feed = new Feed({ ...options, log: options.inbox.log })
    this.presence = new PresenceAnnouncer(options)
    this.transients = new TransientFanOut({ ...options, members: () => this.live })
  }

  /** Makes a session live if it has read all that the feed has given out; see {@link Feed.join}. */
  join(member: RoomMember, position: number): boolean {
    if (!this.feed.join(member, position)) return false
    this.live.add(member)
    return true
  }

  /** Takes a session out of the live ones; its user stays online until {@link TenantRoom.absent}. */
  leave(member: RoomMember): void {
    this.live.delete(member)
    this.feed.leave(member)
  }

  /** Texts that tell a newcomer who else is here, and what they look at where the newcomer may see it. */
  async colleagues(audience: Audience): Promise<string[]> {
    const { env, inbox } = this.options
    const seen = new Set<string | null>()
    for (const { conversation_id: id } of this.presence.known()) {
      if (!seen.has(id) && (await canSeeNow(inbox, audience, id))) seen.add(id)
    }
    // Told as it is now: who moved on while we asked is announced by itself, and must not be told of the past after that.
    return [...this.presence.known()]
      .filter(({ user_id }) => user_id !== audience.principal.user_id)
      .map((presence) => (seen.has(presence.conversation_id) ? presence : { ...presence, conversation_id: null }))
      .map((data) => encodeTransient({ type: 'presence_updated', data }, env.now()))
  }

  present(audience: Audience, connectionId: string, conversationId: string | null): void {
    this.presence.set(audience.principal.user_id, connectionId, conversationId)
  }

  absent(audience: Audience, connectionId: string): void {
    this.presence.remove(audience.principal.user_id, connectionId)
  }

  fanOut(event: TransientEvent): void {
    this.transients.push(event)
  }

  close(): void {
    this.presence.close()
    this.feed.close()
    this.transients.close()
    this.live.clear()
  }
}

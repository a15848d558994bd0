import type { Inbox } from '../domain/inbox'
import type { Logger, TransientEvent } from '../domain/ports'
import type { ServerEnv } from '../env'
import { type Audience, canSeeNow } from './audience'
import { encodeTransient } from './event-frame'
import type { GatewayLimits } from './limits'

interface TransientMember {
  readonly audience: Audience
  readonly connectionId: string
  transient(text: string): void
  flush(): void
}

/** Gives typing and presence to those live sessions that may see the conversation, in the order they came. */
export class TransientFanOut {
  /** The first is being worked on. */
  private readonly pending: TransientEvent[] = []

  constructor(
    private readonly options: {
      members: () => Iterable<TransientMember>
      inbox: Pick<Inbox, 'conversations'>
      env: Pick<ServerEnv, 'now'>
      logger: Logger
      limits: Pick<GatewayLimits, 'maxPendingTransients'>
    },
  ) {}

  /** Dropped where too many wait: what passes by itself is not worth a growing queue. */
  push(event: TransientEvent): void {
    if (this.pending.length >= this.options.limits.maxPendingTransients) return
    this.pending.push(event)
    if (this.pending.length === 1) void this.work()
  }

  close(): void {
    this.pending.length = 0
  }

  private async work(): Promise<void> {
    for (let event = this.pending[0]; event !== undefined; event = this.pending[0]) {
      try {
        await this.give(event)
      } catch (error) {
        this.options.logger.warn({ tenant_id: event.tenant_id, event: event.type, error }, 'Unable to pass a state on')
      }
      this.pending.shift()
    }
    for (const member of this.options.members()) member.flush()
  }

  private async give(event: TransientEvent): Promise<void> {
    const views = new Map<string, boolean>()
    for (const { audience } of this.options.members()) {
      if (!views.has(audience.hash))
        views.set(audience.hash, await canSeeNow(this.options.inbox, audience, event.conversation_id))
    }
    const text = encodeTransient(event, this.options.env.now())
    const discreet = discreetForm(event, this.options.env.now())
    for (const member of this.options.members()) {
      if (member.connectionId === event.origin_connection_id || isOwnPresence(event, member)) continue
      const view = views.get(member.audience.hash) === true ? text : discreet
      if (view !== null) member.transient(view)
    }
  }
}

const isOwnPresence = (event: TransientEvent, member: TransientMember): boolean =>
  event.type === 'presence_updated' && event.data['user_id'] === member.audience.principal.user_id

/** A colleague's presence is for everybody, the conversation looked at only for those who may see it. */
function discreetForm(event: TransientEvent, nowMs: number): string | null {
  if (event.type !== 'presence_updated') return null
  return encodeTransient({ type: event.type, data: { ...event.data, conversation_id: null } }, nowMs)
}

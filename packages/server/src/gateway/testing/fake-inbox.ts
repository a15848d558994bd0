import type { Conversation } from '@pytake/protocol'
import { ServerError } from '../../domain/errors'
import type { Inbox } from '../../domain/inbox'
import type { LogEvent } from '../../domain/ports'
import type { Principal, RevokedUser } from '../../domain/principal'

const absent = (): Promise<never> => Promise.reject(new Error('not part of the gateway'))

/** A log in memory, with who may see what in the hands of the test. */
export class FakeInbox implements Inbox {
  epochName = 'e1'
  /** Oldest position a cursor may have, and the first events a read still finds. */
  oldestPosition = 0
  accessChangedAt = 0
  /** Conversations that only admins see. */
  readonly hidden = new Set<string>()
  /** By user, when their access was revoked. */
  readonly revocations = new Map<string, number>()
  private readonly revokedListeners = new Set<(user: RevokedUser) => void>()
  /** Events that take their conversation away from all but admins. */
  readonly taken = new Set<number>()
  readonly typings: [user: string, conversation: string, typing: boolean][] = []
  readonly asked: string[] = []
  readonly read: string[] = []
  /** How long the database takes to answer; what is committed meanwhile is not in the answer. */
  latency: (call: 'head' | 'oldest' | 'after' | 'view' | 'seen' | 'get') => Promise<void> = () => Promise.resolve()
  failing = false
  private readonly tenants = new Map<string, LogEvent[]>()

  /** Appends an event as a committed transaction does; answers its position. */
  commit(conversationId: string, tenantId = 't1'): number {
    const events = this.eventsOf(tenantId)
    const seq = events.length + 1
    const at = new Date(Date.UTC(2026, 0, 15) + seq).toISOString()
    events.push({
      tenant_id: tenantId,
      seq,
      type: 'message_status_updated',
      conversation_id: conversationId,
      data: { message_id: `m${seq}`, conversation_id: conversationId, status: 'sent', version: seq },
      created_at: at,
    })
    return seq
  }

  mayPrincipalSee(principal: Principal, conversationId: string | null): boolean {
    return conversationId === null || principal.role === 'admin' || !this.hidden.has(conversationId)
  }

  log: Inbox['log'] = {
    epoch: () => this.epochName,
    head: (tenantId) => this.reading('head', () => this.eventsOf(tenantId).length),
    oldest: () => this.reading('oldest', () => this.oldestPosition),
    after: (tenantId, position, limit) =>
      this.reading('after', () =>
        this.eventsOf(tenantId)
          .filter(({ seq }) => seq > position && seq > this.oldestPosition)
          .slice(0, limit),
      ),
    view: async (principal, event) => {
      this.asked.push(`${principal.user_id} ${event.seq}`)
      await this.latency('view')
      if (this.mayPrincipalSee(principal, event.conversation_id)) return event
      return this.taken.has(event.seq) ? removalOf(event) : null
    },
  }

  agents: Inbox['agents'] = {
    list: absent,
    seen: ({ user_id }) =>
      this.reading('seen', () => ({
        access_changed_at: this.accessChangedAt,
        revoked_at: this.revocations.get(user_id) ?? null,
      })),
    revoke: async (user) => {
      for (const listener of this.revokedListeners) listener(user)
    },
    revokedSince: async (_, since) =>
      [...this.revocations]
        .filter(([, revoked_at]) => revoked_at >= since)
        .map(([user_id, revoked_at]) => ({ user_id, revoked_at })),
    onRevoked: (listener) => {
      this.revokedListeners.add(listener)
      return () => void this.revokedListeners.delete(listener)
    },
  }

  conversations: Inbox['conversations'] = {
    list: absent,
    counts: absent,
    open: absent,
    update: absent,
    remove: absent,
    markRead: absent,
    get: async (principal, id) => {
      this.read.push(`${principal.user_id} ${id}`)
      await this.latency('get')
      if (!this.mayPrincipalSee(principal, id)) throw new ServerError('not_found', 'unable to read conversation')
      return conversationOf(principal.tenant_id, id)
    },
  }

  messages: Inbox['messages'] = { list: absent, send: absent, remove: absent, retry: absent, react: absent }
  contacts: Inbox['contacts'] = { list: absent, create: absent, get: absent, update: absent, remove: absent }
  media: Inbox['media'] = { get: absent, upload: absent }
  labels: Inbox['labels'] = { list: absent, create: absent, remove: absent }
  cannedResponses: Inbox['cannedResponses'] = { list: absent, create: absent, update: absent, remove: absent }
  templates: Inbox['templates'] = { list: absent }
  search = absent
  receive = absent
  typing = absent
  on = (): (() => void) => () => undefined

  agentTyping = (principal: Principal, conversationId: string, typing: boolean): Promise<void> => {
    if (!this.mayPrincipalSee(principal, conversationId)) {
      return Promise.reject(new ServerError('not_found', 'unable to type; no such conversation'))
    }
    this.typings.push([principal.user_id, conversationId, typing])
    return Promise.resolve()
  }

  private async reading<Answer>(call: Parameters<FakeInbox['latency']>[0], read: () => Answer): Promise<Answer> {
    if (this.failing) throw new Error('database is gone')
    const answer = read()
    await this.latency(call)
    return answer
  }

  private eventsOf(tenantId: string): LogEvent[] {
    const events = this.tenants.get(tenantId) ?? []
    this.tenants.set(tenantId, events)
    return events
  }
}

function conversationOf(tenantId: string, id: string): Conversation {
  const at = '2026-01-15T10:00:00.000Z'
  return {
    id,
    tenant_id: tenantId,
    contact_id: `contact of ${id}`,
    status: 'waiting',
    unread_count: 0,
    last_message: null,
    last_message_time: null,
    last_message_type: null,
    last_message_sender_type: null,
    contact: { id: `contact of ${id}`, name: 'João', phone: null, version: 1 },
    channel: 'whatsapp',
    channel_id: 'w1',
    assignee_id: null,
    labels: [],
    snoozed_until: null,
    reply_window_ends_at: null,
    last_message_id: null,
    metadata: {},
    created_at: at,
    updated_at: at,
    version: 1,
  }
}

const removalOf = (event: LogEvent): LogEvent => ({
  ...event,
  type: 'conversation_deleted',
  data: { conversation_id: event.conversation_id ?? '', contact_id: 'k1', version: event.seq },
})

import type { Message } from '@pytake/protocol'
import type { ServerEnv } from '../../env'
import type { SendOutcome } from '../ports'
import type {
  ClaimedDelivery,
  ClaimedMedia,
  ClaimedReaction,
  ClaimedReceipt,
  MediaOutcome,
  ReactionOutcome,
  ReceiptOutcome,
  WorkQueues,
} from '../queues'

interface Entry<Claim, Outcome> {
  claim: Claim
  state: 'queued' | 'leased' | 'settled' | 'expired'
  dueAt: number
  leaseUntil: number
  fence: number
  outcomes: Outcome[]
}

/** Queues with the rules of the port, over the env's clock; a test looks into them and may break them. */
export interface MemoryQueues extends WorkQueues {
  deliveries: Entry<ClaimedDelivery, SendOutcome>[]
  receipts: Entry<ClaimedReceipt, ReceiptOutcome>[]
  reactions: Entry<ClaimedReaction, ReactionOutcome>[]
  media: Entry<ClaimedMedia, MediaOutcome>[]
  /** While set, every call rejects with it. */
  failure: Error | null
  /** Calls of any method so far. */
  calls: number
  listeners: ReadonlySet<() => void>
}

/** What a queue waits before it hands a rejected piece of work out again. */
export const QUEUE_RETRY_MS = 1_000

export function memoryQueues(env: ServerEnv): MemoryQueues {
  const listeners = new Set<() => void>()
  const queues: MemoryQueues = {
    deliveries: [],
    receipts: [],
    reactions: [],
    media: [],
    failure: null,
    calls: 0,
    claimDeliveries: guarded((limit, leaseMs) => take(env, firstOfEachConversation(queues.deliveries), limit, leaseMs)),
    claimReceipts: guarded((limit, leaseMs) => take(env, queues.receipts, limit, leaseMs)),
    claimReactions: guarded((limit, leaseMs) => take(env, queues.reactions, limit, leaseMs)),
    claimMedia: guarded((limit, leaseMs) => take(env, queues.media, limit, leaseMs)),
    // Uploads have no worker in the tests that use this.
    claimUploads: guarded(() => []),
    settleUpload: guarded(() => undefined),
    settleDelivery: guarded((claim: ClaimedDelivery, outcome: SendOutcome) => {
      const again = outcome.kind === 'rejected' && outcome.error.retryable
      settle(env, queues.deliveries, claim, outcome, again)
    }),
    settleReceipt: guarded((claim: ClaimedReceipt, outcome: ReceiptOutcome) => {
      settle(env, queues.receipts, claim, outcome, outcome.kind === 'retry')
    }),
    settleReaction: guarded((claim: ClaimedReaction, outcome: ReactionOutcome) => {
      settle(env, queues.reactions, claim, outcome, outcome.kind === 'retry')
    }),
    settleMedia: guarded((claim: ClaimedMedia, outcome: MediaOutcome) => {
      settle(env, queues.media, claim, outcome, outcome.kind === 'retry')
    }),
    expireLeases: guarded(() => {
      const ended = queues.deliveries.filter(({ state, leaseUntil }) => state === 'leased' && leaseUntil <= env.now())
      for (const entry of ended) entry.state = 'expired'
      return ended.length
    }),
    nextDueAt: guarded(() => {
      const times = [
        ...firstOfEachConversation(queues.deliveries),
        ...queues.receipts,
        ...queues.reactions,
        ...queues.media,
      ].flatMap(({ state, dueAt, leaseUntil }) =>
        state === 'queued' ? [dueAt] : state === 'leased' ? [leaseUntil] : [],
      )
      return times.length === 0 ? null : Math.min(...times)
    }),
    onWork(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    listeners,
  }
  return queues

  function guarded<Args extends unknown[], Result>(method: (...args: Args) => Result) {
    return async (...args: Args): Promise<Result> => {
      queues.calls += 1
      if (queues.failure !== null) throw queues.failure
      return method(...args)
    }
  }
}

const firstOfEachConversation = (deliveries: MemoryQueues['deliveries']): MemoryQueues['deliveries'] => {
  const seen = new Set<string>()
  return deliveries.filter(({ claim, state }) => {
    if (state === 'settled' || state === 'expired' || seen.has(claim.conversation_id)) return false
    seen.add(claim.conversation_id)
    return true
  })
}

function take<Claim extends { fence: number }, Outcome>(
  env: ServerEnv,
  entries: Entry<Claim, Outcome>[],
  limit: number,
  leaseMs: number,
): Claim[] {
  const due = entries.filter(({ state, dueAt }) => state === 'queued' && dueAt <= env.now()).slice(0, limit)
  return due.map((entry) => {
    entry.state = 'leased'
    entry.leaseUntil = env.now() + leaseMs
    entry.fence += 1
    return { ...entry.claim, fence: entry.fence }
  })
}

function settle<Claim extends { fence: number }, Outcome>(
  env: ServerEnv,
  entries: Entry<Claim, Outcome>[],
  claim: Claim,
  outcome: Outcome,
  again: boolean,
): void {
  const entry = entries.find(({ state, fence, claim: stored }) => {
    return state === 'leased' && fence === claim.fence && idOf(stored) === idOf(claim)
  })
  if (entry === undefined) return
  entry.outcomes.push(outcome)
  entry.state = again ? 'queued' : 'settled'
  entry.dueAt = env.now() + QUEUE_RETRY_MS
}

const idOf = (claim: object): unknown =>
  'media_id' in claim ? claim.media_id : 'message_id' in claim ? claim.message_id : Reflect.get(claim, 'external_id')

const entryOf = <Claim, Outcome>(claim: Claim, dueAt: number): Entry<Claim, Outcome> => ({
  claim,
  state: 'queued',
  dueAt,
  leaseUntil: 0,
  fence: 0,
  outcomes: [],
})

/** Puts a text into the queue; its content is its id. */
export function enqueueDelivery(queues: MemoryQueues, conversation_id: string, message_id: string, dueAt = 0): void {
  const outbound = {
    attempt_ref: `attempt-${message_id}`,
    to: '5511999990001',
    message: textMessage(conversation_id, message_id),
    reply_to_external_id: null,
    location: null,
    file: null,
  }
  const claim = { tenant_id: 'acme', channel_id: 'number', conversation_id, message_id, fence: 0, outbound }
  queues.deliveries.push(entryOf(claim, dueAt))
}

export function enqueueReceipt(queues: MemoryQueues, external_id: string): void {
  const claim = { tenant_id: 'acme', channel_id: 'number', conversation_id: 'c1', external_id, fence: 0 }
  queues.receipts.push(entryOf(claim, 0))
}

export function enqueueReaction(queues: MemoryQueues, message_id: string, emoji: string | null): void {
  const claim = { tenant_id: 'acme', channel_id: 'number', conversation_id: 'c1', message_id, fence: 0 }
  const reaction = { ...claim, to: '5511999990001', target_external_id: `external-${message_id}`, emoji }
  queues.reactions.push(entryOf(reaction, 0))
}

export function enqueueMedia(queues: MemoryQueues, media_id: string, mime_type = 'image/jpeg'): void {
  const claim = {
    tenant_id: 'acme',
    channel_id: 'number',
    media_id,
    message_id: 'm1',
    external_id: `external-${media_id}`,
    mime_type,
    fence: 0,
  }
  queues.media.push(entryOf(claim, 0))
}

export const textMessage = (conversation_id: string, id: string): Message => ({
  id,
  tenant_id: 'acme',
  conversation_id,
  seq: 1,
  sender_type: 'agent',
  sender_id: 'ana',
  content: id,
  message_type: 'text',
  status: 'pending',
  reactions: [],
  metadata: {},
  created_at: '2026-01-15T10:30:00.000Z',
  updated_at: '2026-01-15T10:30:00.000Z',
  version: 1,
})

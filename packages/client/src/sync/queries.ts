import type { Agent, ConversationCounts } from '@pytake/protocol'
import type { LiveQuery } from '../lib/live'
import { createPool } from '../lib/pool'
import { queryKey } from '../store/matching'
import type { AgentsSnapshot, ConversationQuery, ConversationSnapshot, CountsSnapshot } from '../store/snapshots'
import type { ConversationList, QueryContext, Upkeep } from './conversation-queries'
import { createConversationList, createConversationQuery } from './conversation-queries'
import type { KeptPart } from './kept-view'
import type { MessageTimeline } from './timeline-query'
import { createTimelineQuery } from './timeline-query'
import { createValueQuery } from './value-query'

/**
 * Kept ready although nobody watches them, so that going back to one costs no request: in conversations (a list counts
 * for 50 more), in messages, and in single conversations. Twenty lists or timelines of one page each.
 */
const MAX_IDLE_LISTED = 2_000
const MAX_IDLE_MESSAGES = 2_000
const MAX_IDLE_CONVERSATIONS = 200

/** Every live query of one client, each shared by whoever asks for the same. */
export interface Queries {
  conversations(query?: ConversationQuery): ConversationList
  conversation(id: string): LiveQuery<ConversationSnapshot>
  messages(conversationId: string): MessageTimeline
  readonly counts: LiveQuery<CountsSnapshot> & Upkeep
  readonly agents: LiveQuery<AgentsSnapshot>
  /** Nothing loaded counts any more: what is watched is loaded again, the rest when it is. */
  invalidateAll(): void
  /** What is shown and counts, the longest unused first. */
  parts(): KeptPart[]
  retryFailed(): void
}

export function createQueries(context: QueryContext): Queries {
  const { env, rest, store, kept } = context
  const { batch } = store
  const lists = createPool<ConversationList & Upkeep>(MAX_IDLE_LISTED)
  const timelines = createPool<MessageTimeline & Upkeep>(MAX_IDLE_MESSAGES)
  const singles = createPool<LiveQuery<ConversationSnapshot> & Upkeep>(MAX_IDLE_CONVERSATIONS)

  const counts = createValueQuery<ConversationCounts | null, CountsSnapshot>({
    env,
    batch,
    initial: null,
    fetch: async () => (await kept?.counts()) ?? rest.conversations.counts(),
    build: (value, load) => ({ counts: value, ...load }),
    part: (value) => value && { kind: 'counts', counts: value },
  })
  const agents = createValueQuery<readonly Agent[], AgentsSnapshot>({
    env,
    batch,
    initial: [],
    fetch: () => rest.agents.list(),
    build: (value, load) => ({ agents: value, ...load }),
  })

  const all = (): Upkeep[] => [...lists.all(), ...timelines.all(), ...singles.all(), counts, agents]

  return {
    conversations: (query = {}) =>
      lists.get(queryKey(query), (comeBack) => createConversationList(context, { ...query }, comeBack)),
    conversation: (id) => singles.get(id, (comeBack) => createConversationQuery(context, id, comeBack)),
    messages: (id) => timelines.get(id, (comeBack) => createTimelineQuery(context, id, comeBack)),
    counts,
    agents,
    invalidateAll: () => batch.run(() => all().forEach((query) => query.invalidate())),
    parts: () => all().flatMap((query) => query.part?.() ?? []),
    retryFailed: () => all().forEach((query) => query.retryIfFailed()),
  }
}

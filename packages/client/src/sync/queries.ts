import type { Agent, ConversationCounts } from '@pytake/protocol'
import type { LiveQuery } from '../lib/live'
import { createPool } from '../lib/pool'
import { queryKey } from '../store/matching'
import type { AgentsSnapshot, ConversationQuery, ConversationSnapshot, CountsSnapshot } from '../store/snapshots'
import type { ConversationList, QueryContext, Upkeep } from './conversation-queries'
import { createConversationList, createConversationQuery } from './conversation-queries'
import type { MessageTimeline } from './timeline-query'
import { createTimelineQuery } from './timeline-query'
import { createValueQuery } from './value-query'

/** Kept ready although nobody watches them: going back to one costs no request. */
const MAX_IDLE_LISTS = 20
const MAX_IDLE_TIMELINES = 20
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
  retryFailed(): void
}

export function createQueries(context: QueryContext): Queries {
  const { env, rest, store } = context
  const { batch } = store
  const lists = createPool<ConversationList & Upkeep>(MAX_IDLE_LISTS)
  const timelines = createPool<MessageTimeline & Upkeep>(MAX_IDLE_TIMELINES)
  const singles = createPool<LiveQuery<ConversationSnapshot> & Upkeep>(MAX_IDLE_CONVERSATIONS)

  const counts = createValueQuery<ConversationCounts | null, CountsSnapshot>({
    env,
    batch,
    initial: null,
    fetch: () => rest.conversations.counts(),
    build: (value, load) => ({ counts: value, ...load }),
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
    conversations: (query = {}) => lists.get(queryKey(query), () => createConversationList(context, { ...query })),
    conversation: (id) => singles.get(id, () => createConversationQuery(context, id)),
    messages: (id) => timelines.get(id, () => createTimelineQuery(context, id)),
    counts,
    agents,
    invalidateAll: () => batch.run(() => all().forEach((query) => query.invalidate())),
    retryFailed: () => all().forEach((query) => query.retryIfFailed()),
  }
}

import { type ListConversationsQuery, NOBODY } from '@pytake/protocol'
import type { Rows } from './database'
import type { ConversationFilter, KnownConversation } from './entity-rows'
import type { Page } from './inbox'
import { invalid } from './inbox-context'
import { decodePageKey, encodePageKey } from './page-key'
import type { Policy } from './policy'
import type { Principal } from './principal'
import { readSearch } from './search-words'

/** Rows read at once where a policy decides about each of them. */
const POLICY_BATCH = 200

/** One page of what the principal may see, ordered by activity. */
export async function listConversations(
  rows: Rows,
  policy: Policy,
  principal: Principal,
  query: ListConversationsQuery,
): Promise<Page<KnownConversation>> {
  const search = readSearch(query.search)
  const after = query.cursor === undefined ? null : decodePageKey(query.cursor)
  if (query.cursor !== undefined && after === null) throw invalid('cursor', 'is not a cursor of this list')
  if (after !== null && query.offset > 0) throw invalid('offset', 'cannot be combined with cursor')
  // Before the data: what the log tells from here on can then only repeat, never leave out.
  const position = await rows.log.head()
  if (search.kind === 'nothing') return { items: [], position, next: null }
  const filter: ConversationFilter = {
    status: query.status,
    assignee_id: query.assignee_id === NOBODY ? null : query.assignee_id,
    label: query.label,
    channel_id: query.channel_id,
    unread: query.unread,
    words: search.kind === 'words' ? search.words : [],
    oldestFirst: query.sort === 'last_message_time',
    after,
    offset: query.offset,
    limit: query.limit + 1,
  }
  const found = policy.seesWholeTenant(principal)
    ? await rows.conversations.list(filter)
    : await listVisible(rows, filter, (conversation) => policy.canSee(principal, conversation))
  const items = found.slice(0, query.limit)
  const last = found.length > query.limit ? items.at(-1) : undefined
  return { items, position, next: last === undefined ? null : encodePageKey(keyOf(last)) }
}

/** Goes through all that match, by key, until enough visible ones are found. */
export async function listVisible(
  rows: Rows,
  filter: ConversationFilter,
  canSee: (conversation: KnownConversation) => boolean,
): Promise<KnownConversation[]> {
  const visible: KnownConversation[] = []
  const wanted = filter.offset + filter.limit
  let after = filter.after
  for (;;) {
    const batch = await rows.conversations.list({ ...filter, after, offset: 0, limit: POLICY_BATCH })
    visible.push(...batch.filter(canSee))
    const last = batch.at(-1)
    if (last === undefined || batch.length < POLICY_BATCH || visible.length >= wanted) break
    after = keyOf(last)
  }
  return visible.slice(filter.offset, wanted)
}

const keyOf = (conversation: KnownConversation) => ({
  activity_at: conversation.last_message_time ?? conversation.created_at,
  id: conversation.id,
})

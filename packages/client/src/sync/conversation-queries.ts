import { NOBODY } from '@pytake/protocol'
import type { RestClient } from '../rest/rest-client'
import type { ListConversationsInput } from '../rest/request'
import { failure } from '../errors'
import type { ClientEnv } from '../lib/env'
import type { LiveQuery } from '../lib/live'
import type { Poolable } from '../lib/pool'
import { createStoredList } from '../store/conversation-list'
import type { ConversationListSnapshot, ConversationQuery, ConversationSnapshot } from '../store/snapshots'
import type { Store } from '../store/store'
import { queryKey } from '../store/matching'
import { createStoredConversation } from '../store/stored-conversation'
import type { Basis } from './basis'
import type { KeptPart, KeptView } from './kept-view'
import type { QueryCore } from './query-core'
import { createQueryCore } from './query-core'

const PAGE_SIZE = 50
const MAX_PAGE_SIZE = 200
/** A list that was scrolled further than this is loaded again only so far. */
const MAX_RELOADED_CONVERSATIONS = 600

/** What a list costs beside its conversations: each change asks it whether it is touched. */
const LIST_SIZE = 50

/** A live list of conversations. */
export interface ConversationList extends LiveQuery<ConversationListSnapshot> {
  /** Loads the next page; resolves at once where there is none. */
  loadMore(): Promise<void>
}

/** What the client does to every query it holds. */
export type Upkeep = Poolable &
  Pick<QueryCore, 'invalidate' | 'retryIfFailed'> & {
    /** What it shows, as far as it counts and is worth keeping for the next page. */
    part?(): KeptPart | null
  }

export interface QueryContext {
  env: ClientEnv
  rest: RestClient
  store: Store
  basis: Basis
  /** Only where a storage is given. */
  kept?: KeptView | undefined
}

export function createConversationList(
  { env, rest, store, basis, kept }: QueryContext,
  query: ConversationQuery,
  comeBack: () => void,
): ConversationList & Upkeep {
  let next: ListConversationsInput | null = null
  let loadingMore: Promise<void> | null = null

  const attach = (): void => {
    comeBack()
    store.attachList(list)
  }
  const list = createStoredList(query, store.batch, () => {
    attach()
    core.watch()
  })

  /** As much as was loaded before, so that nobody's place in the list is lost. */
  const fetchFirst = async () => {
    const held = await kept?.list(queryKey(query))
    if (held) return held
    const wanted = Math.min(Math.max(list.size(), PAGE_SIZE), MAX_RELOADED_CONVERSATIONS)
    const first = await rest.conversations.list({ ...wireQuery(query), limit: Math.min(wanted, MAX_PAGE_SIZE) })
    const items = [...first.items]
    let following = first.next
    while (following && items.length < wanted) {
      const page = await rest.conversations.list(following)
      items.push(...page.items)
      following = page.next
    }
    return { items, next: following, eventCursor: first.eventCursor, isPartial: false }
  }

  const core = createQueryCore({
    env,
    isWatched: list.cell.isWatched,
    setLoad: list.setLoad,
    load: (settle) =>
      basis.read(fetchFirst, (page) => {
        store.batch.run(() => {
          for (const conversation of page.items) store.putConversation(conversation)
          list.replace({ items: page.items, isLast: page.next === null && !page.isPartial }, store.known())
          next = page.next
          settle()
          if (page.isPartial) core.invalidate()
        })
      }),
  })

  const fetchMore = async (from: ListConversationsInput): Promise<void> => {
    await basis.read(
      () => rest.conversations.list({ ...from, limit: PAGE_SIZE }),
      (page) => {
        // A reload came first: this page no longer continues what is there.
        if (next !== from) return
        store.batch.run(() => {
          for (const conversation of page.items) store.putConversation(conversation)
          list.append({ items: page.items, isLast: page.next === null }, store.known())
          next = page.next
        })
      },
    )
  }

  return {
    getSnapshot: list.cell.getSnapshot,
    subscribe: list.cell.subscribe,
    isWatched: list.cell.isWatched,
    size: () => LIST_SIZE + list.size(),
    refresh: () => {
      attach()
      return core.refresh()
    },
    loadMore: async () => {
      if (next === null) return
      await (loadingMore ??= fetchMore(next).finally(() => (loadingMore = null)))
    },
    invalidate: core.invalidate,
    retryIfFailed: core.retryIfFailed,
    part: () => {
      if (!core.isCurrent() || wireQuery(query).search !== undefined) return null
      const { items } = list.cell.getSnapshot()
      return { kind: 'list', query, items, next, isPartial: false }
    },
    detach: () => {
      store.detachList(list)
      next = null
      core.invalidate()
    },
  }
}

/** The fields that are set, a blank search as none. */
function wireQuery({ search, assignee_id, ...rest }: ConversationQuery): ListConversationsInput {
  const text = search?.trim()
  return {
    ...rest,
    ...(text && { search: text }),
    ...(assignee_id !== undefined && { assignee_id: assignee_id ?? NOBODY }),
  }
}

export function createConversationQuery(
  { env, rest, store, basis, kept }: QueryContext,
  id: string,
  comeBack: () => void,
): LiveQuery<ConversationSnapshot> & Upkeep {
  const single = createStoredConversation(store.batch, () => {
    attach()
    core.watch()
  })
  const attach = (): void => {
    comeBack()
    store.attachConversation(id, single)
  }
  /** Asked for by name, it is fetched even where events keep it current. */
  let isForced = false

  const core = createQueryCore({
    env,
    isWatched: single.cell.isWatched,
    setLoad: single.setLoad,
    load: async (settle) => {
      if (kept) await kept.ready()
      if (!isForced && store.get(id)) {
        settle()
        return true
      }
      return basis.read(
        async () => {
          // The answer names no position of the log, so where there is none yet, it is read first.
          const eventCursor = basis.cursor() ?? (await rest.events.list({ limit: 1 })).cursor
          return { conversation: await rest.conversations.get(id), eventCursor }
        },
        ({ conversation }) => {
          store.batch.run(() => {
            store.putConversation(conversation)
            // Deleted while the answer was on its way.
            if (!store.get(id)) throw failure('load', 'not_found')
            settle()
          })
        },
      )
    },
  })

  return {
    getSnapshot: single.cell.getSnapshot,
    subscribe: single.cell.subscribe,
    isWatched: single.cell.isWatched,
    size: () => 1,
    refresh: async () => {
      attach()
      isForced = true
      await core.refresh().finally(() => (isForced = false))
    },
    invalidate: core.invalidate,
    retryIfFailed: core.retryIfFailed,
    part: () => {
      const conversation = store.get(id)
      return conversation && core.isCurrent() ? { kind: 'conversation', conversation } : null
    },
    detach: () => {
      store.detachConversation(id, single)
      core.invalidate()
    },
  }
}

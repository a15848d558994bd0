import type { Message } from '@pytake/protocol'
import type { LiveQuery } from '../lib/live'
import { createStoredTimeline } from '../store/timeline'
import type { MessagesSnapshot } from '../store/snapshots'
import type { QueryContext, Upkeep } from './conversation-queries'
import { createQueryCore } from './query-core'

const PAGE_SIZE = 50
const MAX_PAGE_SIZE = 200
/** A timeline that was scrolled back further than this is loaded again only so far. */
const MAX_RELOADED_MESSAGES = 1_000

/** The messages of one conversation, live. */
export interface MessageTimeline extends LiveQuery<MessagesSnapshot> {
  /** Loads the page before the oldest message held; resolves at once where there is none. */
  loadOlder(): Promise<void>
}

export function createTimelineQuery(
  { env, rest, store, basis }: QueryContext,
  conversationId: string,
): MessageTimeline & Upkeep {
  let loadingOlder: Promise<void> | null = null

  const timeline = createStoredTimeline(store.batch, () => {
    attach()
    core.watch()
  })
  const attach = (): void => store.attachTimeline(conversationId, timeline)

  /** As much as was loaded before, so that nobody's reading position is lost. */
  const fetchNewest = async () => {
    const wanted = Math.min(Math.max(timeline.size(), PAGE_SIZE), MAX_RELOADED_MESSAGES)
    const newest = await rest.messages.list(conversationId, { limit: Math.min(wanted, MAX_PAGE_SIZE) })
    const pages: Message[][] = [newest.items]
    let { next } = newest
    let count = newest.items.length
    while (next && count < wanted) {
      const page = await rest.messages.list(conversationId, next)
      pages.unshift(page.items)
      count += page.items.length
      next = page.next
    }
    return { items: pages.flat(), isFirst: next === null, eventCursor: newest.eventCursor }
  }

  const core = createQueryCore({
    env,
    isWatched: timeline.cell.isWatched,
    setLoad: timeline.setLoad,
    load: async (settle) => {
      const flight = timeline.beginFlight()
      try {
        const isApplied = await basis.read(fetchNewest, (page) => {
          store.batch.run(() => {
            timeline.land(page, { isNewest: true })
            if (flight.isWhole()) settle()
          })
        })
        return isApplied && flight.isWhole()
      } finally {
        flight.end()
      }
    },
  })

  const fetchOlder = async (): Promise<void> => {
    const oldest = timeline.oldest()
    if (oldest === undefined) return core.refresh()
    const flight = timeline.beginFlight()
    try {
      await basis.read(
        () => rest.messages.list(conversationId, { limit: PAGE_SIZE, before: oldest.id }),
        (page) => {
          // A reload came first, and this page no longer joins what is there.
          if (timeline.oldest()?.id !== oldest.id) return
          timeline.land({ items: page.items, isFirst: page.next === null }, { isNewest: false })
        },
      )
      if (!flight.isWhole()) core.invalidate()
    } finally {
      flight.end()
    }
  }

  return {
    getSnapshot: timeline.cell.getSnapshot,
    subscribe: timeline.cell.subscribe,
    isWatched: timeline.cell.isWatched,
    refresh: () => {
      attach()
      return core.refresh()
    },
    loadOlder: async () => {
      if (!timeline.hasOlder()) return
      await (loadingOlder ??= fetchOlder().finally(() => (loadingOlder = null)))
    },
    invalidate: core.invalidate,
    retryIfFailed: core.retryIfFailed,
    detach: () => {
      store.detachTimeline(conversationId)
      timeline.clear()
      core.invalidate()
    },
  }
}

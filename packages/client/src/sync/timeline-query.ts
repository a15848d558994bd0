import type { Message } from '@pytake/protocol'
import { failure } from '../errors'
import type { LiveQuery } from '../lib/live'
import type { ListMessagesInput } from '../rest/request'
import type { MessagePlace } from '../store/reduce'
import { compareMessages } from '../store/reduce'
import { createStoredTimeline, FIRST, LAST } from '../store/timeline'
import type { MessagePage } from '../store/timeline'
import type { MessageItem, MessagesSnapshot } from '../store/snapshots'
import type { Anchored } from './basis'
import type { QueryContext, Upkeep } from './conversation-queries'
import { createQueryCore } from './query-core'

const PAGE_SIZE = 50
const MAX_PAGE_SIZE = 200
/** A range that is longer than this is loaded again only so far to each side. */
const MAX_RELOADED_MESSAGES = 1_000
/** How often a page is fetched again because more happened meanwhile than was remembered. */
const MAX_PAGE_ROUNDS = 5
/** What a timeline costs beside its messages. */
const TIMELINE_SIZE = 50

/**
 * The messages of one conversation, live: the range that is being read, with the known gaps at its ends. While nothing
 * else is asked for, that is the newest messages.
 *
 * @example
 * const chat = client.messages(conversationId)
 * const unsubscribe = chat.subscribe(() => render(chat.getSnapshot().items))
 * await chat.jumpTo(messageId)
 * if (chat.getSnapshot().hasNewer) await chat.loadNewer()
 */
export interface MessageTimeline extends LiveQuery<MessagesSnapshot> {
  /** Loads the page before the oldest message shown; resolves at once where there is none. */
  loadOlder(): Promise<void>
  /** Loads the page after the newest message shown; resolves at once where there is none. */
  loadNewer(): Promise<void>
  /** Shows the messages around this one; rejects with `invalid_request` where the conversation has no such message. */
  jumpTo(messageId: string): Promise<void>
  /** Shows the newest messages again, and with them those on their way. */
  jumpToNewest(): Promise<void>
}

type FetchedPage = MessagePage & Anchored

export function createTimelineQuery(
  { env, rest, store, basis, kept }: QueryContext,
  conversationId: string,
  comeBack: () => void,
): MessageTimeline & Upkeep {
  /** How often the reader was sent elsewhere: the last time counts, whichever page comes first. */
  let jumps = 0

  const attach = (): void => {
    comeBack()
    store.attachTimeline(conversationId, timeline)
  }
  const timeline = createStoredTimeline(store.batch, () => {
    attach()
    core.watch()
  })

  const list = (query: ListMessagesInput) => rest.messages.list(conversationId, query)

  /** False where the page does not count any more. */
  const land = async (fetch: () => Promise<FetchedPage>, onLanded: () => void): Promise<boolean> => {
    const flight = timeline.beginFlight()
    try {
      let isWhole = false
      await basis.read(fetch, (page) => {
        isWhole = flight.isWhole()
        if (!isWhole) return
        store.batch.run(() => {
          timeline.land(page)
          onLanded()
        })
      })
      return isWhole
    } finally {
      flight.end()
    }
  }

  const surely = async (tryOnce: () => Promise<boolean>): Promise<void> => {
    for (let round = 0; round < MAX_PAGE_ROUNDS; round += 1) if (await tryOnce()) return
    throw failure('load', 'service_unavailable')
  }

  const core = createQueryCore({
    env,
    isWatched: timeline.cell.isWatched,
    setLoad: timeline.setLoad,
    load: (settle) => {
      timeline.expire()
      return land(fetchShown, () => {
        // What was shown may lie beyond what has been loaded again.
        if (!timeline.shown()) timeline.show(LAST)
        settle()
      })
    },
  })

  /** As much as was loaded before, so that nobody's reading position is lost. */
  const fetchShown = async () => {
    const held = await kept?.messages(conversationId)
    if (held) return reach(held.items, held.isFirst ? null : held, null, held.eventCursor)
    const { size, from, to, anchor } = timeline.shown() ?? { size: 0, from: LAST, to: LAST, anchor: undefined }
    const isFar = to !== LAST || size > MAX_RELOADED_MESSAGES
    const first = await list({
      limit: Math.min(Math.max(size, PAGE_SIZE), MAX_PAGE_SIZE),
      ...(anchor && isFar ? { around: anchor.id } : {}),
    })
    const { eventCursor } = first
    let { items, next: older, previous: newer } = first
    while (older && items.length < MAX_RELOADED_MESSAGES && compareMessages(from, items[0] ?? FIRST) < 0) {
      const page = await list(older)
      items = [...page.items, ...items]
      older = page.next
    }
    const maxItems = items.length + MAX_RELOADED_MESSAGES
    while (newer && items.length < maxItems && compareMessages(items.at(-1) ?? LAST, to) < 0) {
      const page = await list(newer)
      items = [...items, ...page.items]
      newer = page.next
    }
    return reach(items, older, newer, eventCursor)
  }

  const loadBeside = (side: 'before' | 'after') => {
    let underWay: Promise<void> | null = null
    const tryOnce = async (): Promise<boolean> => {
      await core.ensure()
      const isOlder = side === 'before'
      const shown = timeline.shown()
      const edge = isOlder ? shown?.oldest : shown?.newest
      if (!shown || !edge || (isOlder ? shown.from === FIRST : shown.to === LAST)) return true
      timeline.show(edge)
      return land(
        async () => {
          const { items, next, eventCursor } = await list({ limit: PAGE_SIZE, [side]: edge.id })
          return isOlder
            ? { ...reach(items, next, edge, eventCursor), to: edge }
            : { ...reach(items, edge, next, eventCursor), from: edge }
        },
        () => undefined,
      )
    }
    return () => {
      attach()
      return (underWay ??= surely(tryOnce).finally(() => (underWay = null)))
    }
  }

  const jump = async (placeOf: () => MessagePlace | undefined, query: ListMessagesInput): Promise<void> => {
    attach()
    const turn = (jumps += 1)
    const show = (): void => {
      const place = placeOf()
      if (place && turn === jumps) timeline.show(place)
    }
    const place = placeOf()
    if (place && timeline.covers(place)) return show()
    await surely(() =>
      land(async () => {
        const { items, next, previous, eventCursor } = await list({ limit: PAGE_SIZE, ...query })
        return reach(items, next, previous, eventCursor)
      }, show),
    )
  }

  return {
    getSnapshot: timeline.cell.getSnapshot,
    subscribe: timeline.cell.subscribe,
    isWatched: timeline.cell.isWatched,
    size: () => TIMELINE_SIZE + timeline.size(),
    refresh: () => {
      attach()
      return core.refresh()
    },
    loadOlder: loadBeside('before'),
    loadNewer: loadBeside('after'),
    jumpTo: (messageId) => jump(() => timeline.get(messageId), { around: messageId }),
    jumpToNewest: () => jump(() => LAST, {}),
    invalidate: core.invalidate,
    retryIfFailed: core.retryIfFailed,
    part: () => {
      const shown = timeline.shown()
      if (!core.isCurrent() || shown?.to !== LAST) return null
      const items = timeline.cell.getSnapshot().items.filter(isConfirmed)
      return { kind: 'messages', conversation_id: conversationId, items, isFirst: shown.from === FIRST }
    },
    detach: () => {
      store.detachTimeline(conversationId, timeline)
      core.invalidate()
    },
  }
}

/** How far a page reaches: to its own ends, or as far as there is anything. */
const reach = (
  items: readonly Message[],
  older: object | null,
  newer: object | null,
  eventCursor: string | null,
): FetchedPage => ({
  items,
  from: (older && items[0]) || FIRST,
  to: (newer && items.at(-1)) || LAST,
  eventCursor,
})

const isConfirmed = (item: MessageItem): item is MessageItem & Message => item.origin === 'server'

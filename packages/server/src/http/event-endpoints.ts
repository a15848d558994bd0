import { routes, type ListEventsQuery } from '@pytake/protocol'
import { revoked } from '../domain/authentication'
import { principalHash, readCursor, type CursorReading } from '../domain/cursor'
import type { Inbox } from '../domain/inbox'
import type { Bus, LogEvent } from '../domain/ports'
import type { Principal } from '../domain/principal'
import type { ServerEnv } from '../env'
import { cursorFor, json } from './answers'
import { endpoint, type Call, type Endpoint } from './call'

export interface EventsOptions {
  inbox: Pick<Inbox, 'log' | 'agents'>
  bus: Pick<Bus, 'onHint'>
  env: Pick<ServerEnv, 'now' | 'setTimer'>
  /** Ends every long poll at once when the server drains. */
  draining: AbortSignal
}

/** A hint may be lost, so a poll that is held open looks into the log by itself this often. */
const LOST_HINT_TICK_MS = 5000
/** Most pages of events one may not see that are passed over in one answer. */
const MAX_HIDDEN_PAGES = 10

/** The log by polling: the same frames as on the socket, for clients that cannot hold one. */
export const eventEndpoints = (options: EventsOptions): Endpoint[] => [
  endpoint(routes.listEvents, async (call) => {
    const query = call.query(routes.listEvents.query)
    const start = await startOf(options, call.principal, query.after)
    if (start.kind === 'reset') return json(await resetPage(options, call.principal, start.reason))
    return json(pageBody(options, call.principal, await readOrWait(options, call, start.position, query)))
  }),
]

async function startOf(
  options: EventsOptions,
  principal: Principal,
  after: string | undefined,
): Promise<CursorReading> {
  const { log, agents } = options.inbox
  const head = await log.head(principal.tenant_id)
  if (after === undefined) return { kind: 'position', position: head }
  const [oldest, { access_changed_at }] = await Promise.all([log.oldest(principal.tenant_id), agents.seen(principal)])
  return readCursor(after, {
    epoch: log.epoch(),
    principalHash: principalHash(principal),
    head,
    oldest,
    accessChangedAt: access_changed_at,
  })
}

async function resetPage({ inbox }: EventsOptions, principal: Principal, reason: string): Promise<unknown> {
  const cursor = cursorFor(principal, inbox.log.epoch(), await inbox.log.head(principal.tenant_id))
  return { events: [{ type: 'reset', reason, cursor }], cursor, has_more: false }
}

interface EventsRead {
  visible: LogEvent[]
  /** Log position up to which everything was read, seen or not. */
  position: number
  hasMore: boolean
}

function pageBody({ inbox }: EventsOptions, principal: Principal, read: EventsRead): unknown {
  const epoch = inbox.log.epoch()
  const events = read.visible.map((event) => ({
    type: event.type,
    data: event.data,
    cursor: cursorFor(principal, epoch, event.seq),
    at: event.created_at,
  }))
  return { events, cursor: cursorFor(principal, epoch, read.position), has_more: read.hasMore }
}

async function readOrWait(
  options: EventsOptions,
  call: Call,
  start: number,
  query: ListEventsQuery,
): Promise<EventsRead> {
  // Not beyond the token: what happens after its end is not for its holder.
  const startedAt = options.env.now()
  const deadline = Math.min(startedAt + query.wait, call.principal.expires_at ?? Infinity)
  // Listening begins before the first look, else a commit between the two would wait for the tick.
  const changes = listenForChanges(options, call)
  try {
    for (let position = start; ;) {
      const read = await readVisible(options.inbox, call.principal, position, query.limit)
      const leftMs = deadline - options.env.now()
      if (read.visible.length > 0 || read.hasMore || leftMs <= 0 || changes.ended()) return read
      position = read.position
      await changes.next(Math.min(leftMs, LOST_HINT_TICK_MS))
      // Whose access was revoked meanwhile hears nothing of what woke the poll.
      const { revoked_at } = await options.inbox.agents.seen(call.principal)
      if (revoked_at !== null && revoked_at >= startedAt) throw revoked()
    }
  } finally {
    changes.stop()
  }
}

async function readVisible(
  { log }: Pick<Inbox, 'log'>,
  principal: Principal,
  start: number,
  limit: number,
): Promise<EventsRead> {
  let position = start
  for (let pages = 0; pages < MAX_HIDDEN_PAGES; pages += 1) {
    const events = await log.after(principal.tenant_id, position, limit)
    const views = await Promise.all(events.map((event) => log.view(principal, event)))
    const visible = views.filter((view) => view !== null)
    position = events.at(-1)?.seq ?? position
    const hasMore = events.length === limit
    if (visible.length > 0 || !hasMore) return { visible, position, hasMore }
  }
  return { visible: [], position, hasMore: true }
}

interface Changes {
  /** Resolves on a commit of the tenant, after the time, or when the poll has to end. */
  next(timeoutMs: number): Promise<void>
  ended(): boolean
  stop(): void
}

function listenForChanges({ bus, env, draining }: EventsOptions, { principal, request }: Call): Changes {
  const endings = [draining, request.signal]
  // A commit between two waits must not be slept through.
  let missed = false
  let wake = (): void => {
    missed = true
  }
  const onEnd = (): void => wake()
  const unsubscribe = bus.onHint((hint) => {
    if (hint.tenant_id === principal.tenant_id) wake()
  })
  for (const signal of endings) signal.addEventListener('abort', onEnd)
  const ended = (): boolean => endings.some((signal) => signal.aborted)
  return {
    ended,
    next: (timeoutMs) =>
      new Promise((resolve) => {
        const done = (): void => {
          cancelTimer()
          missed = false
          wake = () => {
            missed = true
          }
          resolve()
        }
        const cancelTimer = env.setTimer(timeoutMs, done)
        wake = done
        if (missed || ended()) done()
      }),
    stop() {
      unsubscribe()
      for (const signal of endings) signal.removeEventListener('abort', onEnd)
    },
  }
}

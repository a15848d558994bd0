import type { ServerEnv } from '../env'
import type { Database, Rows } from './database'
import { EventEmitter } from './emitter'
import type { InboxEvent, InboxEventData, InboxEventType } from './inbox'
import type { Bus, LogEvent, Logger } from './ports'

/** One atomic change of a tenant: its rows, and the events that tell it. */
export interface Change {
  readonly rows: Rows
  readonly nowMs: number
  /** The same as ISO 8601, as it stands in the rows. */
  readonly now: string
  /** Adds an event to the log; `build` gets its position, which is the version of what it tells. */
  append<Type extends InboxEventType>(
    type: Type,
    conversationId: string | null,
    build: (seq: number) => InboxEventData[Type],
  ): Promise<InboxEventData[Type]>
  /** Runs a part that may fail alone: its rows and its events are then undone, and its error is answered. */
  attempt<T>(work: () => Promise<T>): Promise<{ kind: 'done'; value: T } | { kind: 'failed'; error: unknown }>
  /** Says that a queue has something to do once this is committed. */
  leaveWork(): void
}

/** Runs changes and tells of them once they are committed, never before. */
export interface Changes {
  run<T>(tenantId: string, work: (change: Change) => Promise<T>): Promise<T>
  on<Type extends InboxEventType>(type: Type, listener: (event: InboxEvent<Type>) => void): () => void
  onWork(listener: () => void): () => void
}

export interface ChangesOptions {
  database: Database
  env: ServerEnv
  bus: Bus
  logger: Logger
}

/** An event with the call that tells this node's listeners of it, made where its type is still known. */
interface Pending {
  event: LogEvent
  tell(emitter: EventEmitter<InboxEventData>): void
}

export function createChanges({ database, env, bus, logger }: ChangesOptions): Changes {
  const onError = (error: unknown) => logger.error({ error }, 'a listener of the inbox failed')
  const events = new EventEmitter<InboxEventData>(onError)
  const workListeners = new Set<{ listener: () => void }>()

  function tell(tenantId: string, pending: readonly Pending[], leftWork: boolean): void {
    const last = pending.at(-1)
    if (last !== undefined) bus.publishHint({ tenant_id: tenantId, seq: last.event.seq })
    for (const one of pending) one.tell(events)
    if (leftWork) for (const { listener } of [...workListeners]) listener()
  }

  return {
    async run(tenantId, makeChange) {
      const written = await database.write(tenantId, async (rows) => {
        const change = new OpenChange(tenantId, rows, env.now())
        const value = await makeChange(change)
        return { value, pending: await change.finish(), leftWork: change.leftWork }
      })
      tell(tenantId, written.pending, written.leftWork)
      return written.value
    },
    on: (type, listener) => events.on(type, (data, place) => listener({ ...place, data })),
    onWork(listener) {
      const entry = { listener }
      workListeners.add(entry)
      return () => void workListeners.delete(entry)
    },
  }
}

class OpenChange implements Change {
  readonly rows: Rows
  readonly nowMs: number
  readonly now: string
  leftWork = false
  readonly #tenantId: string
  #pending: Pending[] = []
  /** The log's head before this change; read and locked with the first event. */
  #head: Promise<number> | null = null

  constructor(tenantId: string, rows: Rows, nowMs: number) {
    this.#tenantId = tenantId
    this.rows = rows
    this.nowMs = nowMs
    this.now = new Date(nowMs).toISOString()
  }

  async append<Type extends InboxEventType>(
    type: Type,
    conversationId: string | null,
    build: (seq: number) => InboxEventData[Type],
  ): Promise<InboxEventData[Type]> {
    this.#head ??= this.rows.log.lockHead()
    const head = await this.#head
    const seq = head + this.#pending.length + 1
    const data = build(seq)
    const tenant_id = this.#tenantId
    this.#pending.push({
      event: { tenant_id, seq, type, conversation_id: conversationId, data, created_at: this.now },
      tell: (emitter) => emitter.emit(type, data, { tenant_id, seq }),
    })
    return data
  }

  async attempt<T>(work: () => Promise<T>): Promise<{ kind: 'done'; value: T } | { kind: 'failed'; error: unknown }> {
    const before = this.#pending.length
    try {
      return { kind: 'done', value: await this.rows.savepoint(work) }
    } catch (error) {
      // Positions are only given out here and written at the end, so an undone part leaves no hole in the log.
      this.#pending.length = before
      return { kind: 'failed', error }
    }
  }

  leaveWork(): void {
    this.leftWork = true
  }

  async finish(): Promise<readonly Pending[]> {
    if (this.#pending.length > 0) await this.rows.log.append(this.#pending.map(({ event }) => event))
    return this.#pending
  }
}

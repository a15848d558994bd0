import { ServerError } from '../domain/errors'

/** The transaction that a group shares, on the one connection that writes. */
export interface GroupTransaction {
  begin(): void
  commit(): void
  rollback(): void
  /** Savepoints nest like brackets. */
  savepoint(): void
  release(): void
  rollbackToSavepoint(): void
  /** False once the database has given the transaction up by itself, as SQLite does when the disk is full. */
  isOpen(): boolean
}

export interface GroupCommitOptions {
  transaction: GroupTransaction
  /** Runs the task when the callers of this event-loop turn have had their say. */
  endOfTurn(task: () => void): void
  /** Keeps readers of the same connection away while a group is open. */
  exclusive<T>(work: () => Promise<T>): Promise<T>
}

/** Writes that may wait; beyond it callers are told to come back. */
export const MAX_WAITING_WRITES = 10_000
/** Writes of one transaction: bounds how long the event loop and the readers of a memory database wait. */
export const MAX_GROUP_SIZE = 200
const RETRY_AFTER_SECONDS = 1

/**
 * A short queue in front of the writer: the writes of one event-loop turn share a transaction, so that durable
 * throughput rises with concurrency instead of stopping at the disk's fsyncs. Each has a savepoint of its own, and
 * nobody hears of an outcome, good or bad, before the commit: a refusal may tell what a neighbour wrote.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions
  #waiting: Member[] = []
  #draining: Promise<void> | null = null
  #closed = false

  constructor(options: GroupCommitOptions) {
    this.#options = options
  }

  /** @throws ServerError `service_unavailable` where too much waits, the commit fails or the queue is closed */
  run<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(unavailable('the database is closed'))
    if (this.#waiting.length >= MAX_WAITING_WRITES) return Promise.reject(unavailable('too many writes wait'))
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(createMember(tenantId, work, resolve, reject))
      this.#draining ??= this.#drain()
    })
  }

  /** Finishes what waits and refuses what comes later. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#draining
  }

  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => this.#options.endOfTurn(resolve))
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_GROUP_SIZE)
      // Tenants in one order, each tenant's writes in theirs: two groups lock counter rows the same way round.
      group.sort((a, b) => (a.tenantId < b.tenantId ? -1 : a.tenantId > b.tenantId ? 1 : 0))
      await this.#options.exclusive(() => this.#commit(group))
    }
    this.#draining = null
  }

  async #commit(group: readonly Member[]): Promise<void> {
    const { transaction } = this.#options
    try {
      transaction.begin()
      for (const member of group) await this.#runMember(member)
      transaction.commit()
    } catch (cause) {
      if (transaction.isOpen()) transaction.rollback()
      for (const member of group) member.fail(unavailable('the commit failed', cause))
      return
    }
    for (const member of group) member.settle()
  }

  async #runMember(member: Member): Promise<void> {
    const { transaction } = this.#options
    transaction.savepoint()
    const succeeded = await member.run()
    if (!transaction.isOpen()) throw new Error('the transaction ended early', { cause: member.error() })
    if (!succeeded) transaction.rollbackToSavepoint()
    transaction.release()
  }
}

interface Member {
  tenantId: string
  /** True where the work succeeded; its outcome is kept for {@link Member.settle}. */
  run(): Promise<boolean>
  settle(): void
  fail(error: ServerError): void
  error(): unknown
}

function createMember<T>(
  tenantId: string,
  work: () => Promise<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Member {
  type Outcome = { kind: 'none' } | { kind: 'done'; value: T } | { kind: 'failed'; error: unknown }
  const state: { outcome: Outcome } = { outcome: { kind: 'none' } }
  return {
    tenantId,
    async run() {
      try {
        state.outcome = { kind: 'done', value: await work() }
      } catch (error) {
        state.outcome = { kind: 'failed', error }
      }
      return state.outcome.kind === 'done'
    },
    settle() {
      const { outcome } = state
      if (outcome.kind === 'done') resolve(outcome.value)
      else reject(outcome.kind === 'failed' ? outcome.error : unavailable('the write did not run'))
    },
    fail: reject,
    error: () => (state.outcome.kind === 'failed' ? state.outcome.error : undefined),
  }
}

const unavailable = (reason: string, cause?: unknown) =>
  new ServerError('service_unavailable', `unable to write; ${reason}`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  })

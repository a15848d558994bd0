import type { Kysely } from 'kysely'
import type { Database, Rows } from '../domain/database'
import { ServerError } from '../domain/errors'
import type { DueWork } from '../domain/work-rows'
import type { ServerEnv } from '../env'
import { dueWork } from './due-work'
import { GroupCommit, type GroupTransaction } from './group-commit'
import { migrate } from './migrations'
import { Mutex } from './mutex'
import { type Savepoint, tenantRows } from './repository'
import type { Tables } from './schema'
import { kyselyOn } from './sqlite-dialect'
import type { SqliteHandle } from './sqlite-handle'

export interface SqliteHandles {
  writer: SqliteHandle
  /** Null for a database in memory, which has one connection for everything. */
  reader: SqliteHandle | null
}

/** An open SQLite database: one connection writes, another reads beside it. */
export class SqliteDatabase implements Database {
  readonly epoch: string
  readonly secret: Uint8Array
  readonly due: DueWork
  readonly #handles: SqliteHandles
  readonly #reads: Kysely<Tables>
  readonly #writes: Kysely<Tables>
  readonly #group: GroupCommit
  readonly #transaction: GroupTransaction
  /** Where reader and writer share a connection, nobody may read inside somebody's open transaction. */
  readonly #mutex: Mutex | null
  #state: { kind: 'open' } | { kind: 'closed'; bytes: Uint8Array | null } = { kind: 'open' }

  static async open(handles: SqliteHandles, env: ServerEnv): Promise<SqliteDatabase> {
    try {
      return new SqliteDatabase(handles, await prepare(handles.writer, env), env)
    } catch (error) {
      handles.reader?.close()
      handles.writer.close()
      throw error
    }
  }

  private constructor(handles: SqliteHandles, identity: Identity, env: ServerEnv) {
    this.epoch = identity.epoch
    this.secret = Buffer.from(identity.secret, 'hex')
    this.#handles = handles
    this.#reads = kyselyOn(handles.reader ?? handles.writer, 'reads')
    this.#writes = kyselyOn(handles.writer, 'writes')
    this.#mutex = handles.reader === null ? new Mutex() : null
    this.#transaction = groupTransaction(handles.writer)
    this.#group = new GroupCommit({
      transaction: this.#transaction,
      endOfTurn: (task) => (env.endOfTurn === undefined ? void Promise.resolve().then(task) : env.endOfTurn(task)),
      exclusive: (work) => this.#exclusive(work),
    })
    this.due = dueWork((query) => this.#read(() => query(this.#reads)))
  }

  read<T>(tenantId: string, work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.#read(() => work(tenantRows(this.#reads, tenantId, refuseSavepoint)))
  }

  write<T>(tenantId: string, work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.#group.run(tenantId, () => work(tenantRows(this.#writes, tenantId, this.#savepoint)))
  }

  serialize(): Uint8Array {
    if (this.#state.kind === 'open') {
      if (this.#handles.writer.inTransaction) this.#transaction.rollback()
      return this.#handles.writer.serialize()
    }
    if (this.#state.bytes !== null) return this.#state.bytes
    throw new ServerError('service_unavailable', 'unable to serialize; the database is closed')
  }

  async close(): Promise<void> {
    await this.#group.close()
    await this.#exclusive(async () => {
      if (this.#state.kind === 'closed') return
      const { writer, reader } = this.#handles
      this.#state = { kind: 'closed', bytes: reader === null ? writer.serialize() : null }
      reader?.close()
      writer.close()
    })
  }

  async #read<T>(work: () => Promise<T>): Promise<T> {
    return this.#exclusive(async () => {
      if (this.#state.kind === 'open') return work()
      throw new ServerError('service_unavailable', 'unable to read; the database is closed', { retryAfterSeconds: 1 })
    })
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex === null ? work() : this.#mutex.run(work)
  }

  readonly #savepoint: Savepoint = async (work) => {
    this.#transaction.savepoint()
    try {
      const value = await work()
      this.#transaction.release()
      return value
    } catch (error) {
      if (this.#transaction.isOpen()) {
        this.#transaction.rollbackToSavepoint()
        this.#transaction.release()
      }
      throw error
    }
  }
}

/** What a database gets when it is new and keeps for good; hexadecimal. */
interface Identity {
  epoch: string
  secret: string
}

/** Migrates, and gives the database its identity when it is new. */
async function prepare(writer: SqliteHandle, env: ServerEnv): Promise<Identity> {
  const transaction = groupTransaction(writer)
  transaction.begin()
  try {
    const db = kyselyOn(writer, 'writes')
    await migrate(db, new Date(env.now()).toISOString())
    const epoch = await findOrCreate(db, 'epoch', () => env.randomBytes(6))
    const secret = await findOrCreate(db, 'secret', () => env.randomBytes(32))
    transaction.commit()
    return { epoch, secret }
  } catch (error) {
    if (transaction.isOpen()) transaction.rollback()
    throw error
  }
}

async function findOrCreate(db: Kysely<Tables>, key: keyof Identity, create: () => Uint8Array): Promise<string> {
  const known = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  if (known !== undefined) return known.value
  const value = Buffer.from(create()).toString('hex')
  await db.insertInto('meta').values({ key, value }).execute()
  return value
}

const groupTransaction = (writer: SqliteHandle): GroupTransaction => ({
  begin: () => void writer.execute('begin immediate', []),
  commit: () => void writer.execute('commit', []),
  rollback: () => void writer.execute('rollback', []),
  savepoint: () => void writer.execute('savepoint part', []),
  release: () => void writer.execute('release part', []),
  rollbackToSavepoint: () => void writer.execute('rollback to part', []),
  isOpen: () => writer.inTransaction,
})

const refuseSavepoint: Savepoint = () => Promise.reject(new TypeError('a read has no savepoints'))

import Database from 'better-sqlite3'
import type { QueryResult } from 'kysely'
import { ServerError } from '../domain/errors'

/** Below it a checkpoint could corrupt a WAL database (the WAL-reset bug, fixed in 3.51.3). */
const MIN_SQLITE_VERSION = [3, 51, 3] as const
/** Several hundred shapes of query exist; a multi-row insert has one shape per number of rows. */
const MAX_STATEMENTS = 1_000
const BUSY_TIMEOUT_MS = 5_000
const SYNCHRONOUS_FULL = 2

export interface SqliteHandleOptions {
  /** A path, or the bytes of a whole database that then lives in memory. */
  source: string | Uint8Array
  readonly: boolean
  /** A write-ahead log lets readers go on beside the writer; a database in memory has none. */
  writeAheadLog: boolean
}

/** One connection with its prepared statements, in the settings that durability needs. */
export class SqliteHandle {
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  /** @throws ServerError `invalid_configuration` where a setting does not hold, and SQLite's error for a bad file */
  constructor(options: SqliteHandleOptions) {
    this.#database = openDatabase(options)
    try {
      applySettings(this.#database, options)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  get inTransaction(): boolean {
    return this.#database.open && this.#database.inTransaction
  }

  /** Runs a compiled query; a statement is prepared once and then reused, which kysely's own driver does not do. */
  execute<Row>(text: string, parameters: readonly unknown[]): QueryResult<Row> {
    if (!this.#database.open)
      throw new ServerError('service_unavailable', 'unable to run query; the database is closed')
    const statement = this.#prepare(text)
    // The row's type is what kysely inferred from the query; nothing at run time could confirm it cheaply.
    if (statement.reader) return { rows: statement.all(...parameters) as Row[] }
    const { changes } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  /** The whole database as bytes; of committed data only where no transaction is open. */
  serialize(): Uint8Array {
    return this.#database.serialize()
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #prepare(text: string): Database.Statement {
    const known = this.#statements.get(text)
    if (known !== undefined) return known
    const oldest = this.#statements.size >= MAX_STATEMENTS ? this.#statements.keys().next().value : undefined
    if (oldest !== undefined) this.#statements.delete(oldest)
    const statement = this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }
}

function openDatabase({ source, readonly }: SqliteHandleOptions): Database.Database {
  if (typeof source === 'string') return new Database(source, { readonly, timeout: BUSY_TIMEOUT_MS })
  return new Database(withoutWriteAheadLog(source))
}

/** The bytes of a file database say that a log lies beside it; in memory there is none, and SQLite would refuse. */
function withoutWriteAheadLog(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes)
  if (copy[18] === 2) copy[18] = 1
  if (copy[19] === 2) copy[19] = 1
  return copy
}

function applySettings(database: Database.Database, { readonly, writeAheadLog }: SqliteHandleOptions): void {
  if (writeAheadLog && !readonly) database.pragma('journal_mode = WAL')
  // better-sqlite3 compiles WAL to NORMAL, which loses acknowledged commits when the power fails.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  if (writeAheadLog) expect(database, 'journal_mode', 'wal')
  expect(database, 'synchronous', SYNCHRONOUS_FULL)
  expect(database, 'foreign_keys', 1)
  expectVersion(database)
}

function expect(database: Database.Database, setting: string, wanted: unknown): void {
  const found = database.pragma(setting, { simple: true })
  if (found === wanted) return
  throw new ServerError('invalid_configuration', `unable to open database; ${setting} is ${String(found)}`)
}

function expectVersion(database: Database.Database): void {
  const version = String(database.prepare('select sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const difference = MIN_SQLITE_VERSION.map((wanted, index) => (parts[index] ?? 0) - wanted).find((part) => part !== 0)
  if ((difference ?? 0) >= 0) return
  const wanted = MIN_SQLITE_VERSION.join('.')
  throw new ServerError('invalid_configuration', `unable to open database; SQLite ${version} is older than ${wanted}`)
}

import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatabaseAdapter } from '../domain/database'
import { isServerError, ServerError } from '../domain/errors'
import { SqliteDatabase } from './sqlite-database'
import { SqliteHandle } from './sqlite-handle'

/** A database that can be copied while it runs. */
export interface SqliteAdapter extends DatabaseAdapter {
  /**
   * The whole database as bytes, exactly what a crash at this instant would leave: an open transaction is rolled back
   * and its writes reject. A database in memory can still be copied after it was closed.
   */
  serialize(): Uint8Array
}

/**
 * Keeps everything in one SQLite file (write-ahead log, `synchronous=FULL`), or in memory.
 *
 * @param location a path, `file:` and a path, `:memory:`, or the bytes of an earlier `serialize()`; folders are created
 * @throws ServerError `invalid_configuration` from `open` where the file or its settings cannot be trusted
 * @example
 * const server = await createInboxServer({ database: sqlite('./data/inbox.db'), authenticate })
 */
export function sqlite(location: string | Uint8Array): SqliteAdapter {
  let database: SqliteDatabase | null = null
  return {
    async open(env) {
      if (database !== null)
        throw new ServerError('invalid_configuration', 'unable to open database; it is open already')
      try {
        database = await SqliteDatabase.open(openHandles(location), env)
      } catch (error) {
        throw asConfigurationError(error)
      }
      return database
    },
    serialize() {
      if (database === null)
        throw new ServerError('service_unavailable', 'unable to serialize; the database is not open')
      return database.serialize()
    },
  }
}

function openHandles(location: string | Uint8Array): { writer: SqliteHandle; reader: SqliteHandle | null } {
  if (typeof location !== 'string' || location === MEMORY) {
    return { writer: new SqliteHandle({ source: location, readonly: false, writeAheadLog: false }), reader: null }
  }
  const path = resolve(readPath(location))
  mkdirSync(dirname(path), { recursive: true })
  const writer = new SqliteHandle({ source: path, readonly: false, writeAheadLog: true })
  return { writer, reader: new SqliteHandle({ source: path, readonly: true, writeAheadLog: true }) }
}

/** A folder that may not be made, a file that is no database: whoever configured it must hear one clear line. */
function asConfigurationError(cause: unknown): ServerError {
  if (isServerError(cause)) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ServerError('invalid_configuration', `unable to open database; ${reason}`, { cause })
}

const MEMORY = ':memory:'

function readPath(location: string): string {
  if (location.startsWith('file://')) return fileURLToPath(location)
  return location.startsWith('file:') ? location.slice('file:'.length) : location
}

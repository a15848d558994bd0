import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { ServerError } from '../domain/errors'
import type { Tables } from './schema'
import type { SqliteHandle } from './sqlite-handle'

/**
 * Kysely over one connection of ours. Transactions are not kysely's business here: the group commit opens them, and
 * a query of a write that no longer has its transaction must fail, not commit by itself.
 */
export function kyselyOn(handle: SqliteHandle, use: 'reads' | 'writes'): Kysely<Tables> {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      if (handle.inTransaction !== (use === 'writes')) {
        throw new ServerError('service_unavailable', 'unable to run query; its transaction has ended')
      }
      return handle.execute<Row>(query.sql, query.parameters)
    },
    streamQuery: () => {
      throw new TypeError('streaming is not supported')
    },
  }
  return new Kysely<Tables>({ dialect: singleConnectionDialect(connection) })
}

const singleConnectionDialect = (connection: DatabaseConnection): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createDriver: () => ({
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuseTransaction,
    commitTransaction: refuseTransaction,
    rollbackTransaction: refuseTransaction,
    destroy: async () => {},
  }),
})

async function refuseTransaction(): Promise<void> {
  throw new TypeError('transactions belong to the group commit')
}

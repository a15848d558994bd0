import { type Kysely, sql } from 'kysely'
import { ServerError } from '../domain/errors'
import { createFirstTables } from './migrations/0001-first-tables'
import { createUploads } from './migrations/0002-uploads'
import { createTeamTools } from './migrations/0003-team-tools'
import { createRevocations } from './migrations/0004-revocations'
import type { Tables } from './schema'

/** A step of the schema; it never changes once released. */
export interface Migration {
  name: string
  up(db: Kysely<Tables>): Promise<void>
}

/** All steps in their order; only ever appended to. */
export const migrations: readonly Migration[] = [
  { name: '0001-first-tables', up: createFirstTables },
  { name: '0002-uploads', up: createUploads },
  { name: '0003-team-tools', up: createTeamTools },
  { name: '0004-revocations', up: createRevocations },
]

/**
 * Brings a database to the newest schema; call it inside a transaction, so that a crash leaves the old one whole.
 *
 * @param appliedAt ISO 8601
 * @throws ServerError `invalid_configuration` for a database that a newer version has migrated
 */
export async function migrate(
  db: Kysely<Tables>,
  appliedAt: string,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await sql`create table if not exists migrations (name text primary key, applied_at text not null)`.execute(db)
  const { rows } = await sql<{ name: string }>`select name from migrations`.execute(db)
  const applied = new Set(rows.map((row) => row.name))
  const known = new Set(steps.map((step) => step.name))
  const foreign = [...applied].find((name) => !known.has(name))
  if (foreign !== undefined) {
    throw new ServerError(
      'invalid_configuration',
      `unable to open database; it was migrated by a newer version (${foreign})`,
    )
  }
  for (const step of steps) {
    if (applied.has(step.name)) continue
    await step.up(db)
    await sql`insert into migrations (name, applied_at) values (${step.name}, ${appliedAt})`.execute(db)
  }
}

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema'

/** Files that wait for the message that takes them. */
export async function createUploads(db: Kysely<Tables>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table uploads (
    tenant_id text not null, id text not null, user_id text not null, mime_type text not null, filename text,
    size bigint, sha256 text, status text not null, due_at text not null,
    primary key (tenant_id, id))`,
  `create index uploads_user on uploads (tenant_id, user_id, sha256)`,
  `create index uploads_due on uploads (due_at)`,
] as const

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../schema'

/** Apart from the agents, since somebody may be revoked who was never seen. */
export async function createRevocations(db: Kysely<Tables>): Promise<void> {
  await sql
    .raw(
      `create table revocations (
        tenant_id text not null, user_id text not null, revoked_at bigint not null, primary key (tenant_id, user_id))`,
    )
    .execute(db)
}

import type { Kysely } from 'kysely'
import type { AgentRows } from '../domain/entity-rows'
import type { Tables } from './schema'

export function agentRows(db: Kysely<Tables>, tenantId: string): AgentRows {
  const agents = () => db.selectFrom('agents').where('tenant_id', '=', tenantId)
  const revocations = () => db.selectFrom('revocations').where('tenant_id', '=', tenantId)
  return {
    async get(userId) {
      const row = await agents()
        .select(['user_id', 'name', 'role', 'access_changed_at'])
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (row === undefined) return null
      const { access_changed_at, ...agent } = row
      return { agent, access_changed_at }
    },
    async put({ agent, access_changed_at }, now) {
      const changes = { name: agent.name, role: agent.role, access_changed_at, seen_at: now }
      await db
        .insertInto('agents')
        .values({ tenant_id: tenantId, user_id: agent.user_id, ...changes })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doUpdateSet(changes))
        .execute()
    },
    async revokedAt(userId) {
      const row = await revocations().select('revoked_at').where('user_id', '=', userId).executeTakeFirst()
      return row?.revoked_at ?? null
    },
    revokedSince: (since) => revocations().select(['user_id', 'revoked_at']).where('revoked_at', '>=', since).execute(),
    async revoke(userId, revoked_at) {
      await db
        .insertInto('revocations')
        .values({ tenant_id: tenantId, user_id: userId, revoked_at })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doUpdateSet({ revoked_at }))
        .execute()
    },
    list: () => agents().select(['user_id', 'name', 'role']).execute(),
  }
}

import type { Agent } from '@pytake/protocol'
import { EventEmitter } from './emitter'
import type { Inbox } from './inbox'
import type { InboxContext } from './inbox-context'
import type { RevokedUser } from './principal'
import { foldText } from './search-words'

export function createAgents({ database, changes, logger }: InboxContext): Inbox['agents'] {
  const revoked = new EventEmitter<{ revoked: RevokedUser }>((error) => logger.error({ error }, 'a listener failed'))
  return {
    list: ({ tenant_id }) =>
      database.read(tenant_id, async (rows) => {
        const position = await rows.log.head()
        return { items: (await rows.agents.list()).sort(byName), position, next: null }
      }),
    async seen({ tenant_id, user_id, name, role }) {
      const agent = { user_id, name, role }
      const [known, revoked_at] = await database.read(tenant_id, async ({ agents }) => [
        await agents.get(user_id),
        await agents.revokedAt(user_id),
      ])
      if (known !== null && known.agent.name === name && known.agent.role === role) {
        return { access_changed_at: known.access_changed_at, revoked_at }
      }
      return changes.run(tenant_id, async ({ rows, now }) => {
        const before = await rows.agents.get(user_id)
        const roleChanged = before !== null && before.agent.role !== role
        const access_changed_at = roleChanged ? await rows.log.lockHead() : (before?.access_changed_at ?? 0)
        await rows.agents.put({ agent, access_changed_at }, now)
        return { access_changed_at, revoked_at }
      })
    },
    async revoke(user) {
      await changes.run(user.tenant_id, ({ rows, nowMs }) => rows.agents.revoke(user.user_id, nowMs))
      revoked.emit('revoked', user, { tenant_id: user.tenant_id, seq: 0 })
    },
    revokedSince: (tenantId, since) => database.read(tenantId, (rows) => rows.agents.revokedSince(since)),
    onRevoked: (listener) => revoked.on('revoked', listener),
  }
}

/** Sorted here, since every database has its own idea of an alphabet. */
function byName(a: Agent, b: Agent): number {
  const [left, right] = [a, b].map(({ name, user_id }) => `${foldText(name ?? user_id)} ${user_id}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

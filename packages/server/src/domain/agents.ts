import type { Agent } from '@pytake/protocol'
import type { Inbox } from './inbox'
import type { InboxContext } from './inbox-context'
import { foldText } from './search-words'

export function createAgents({ database, changes }: InboxContext): Inbox['agents'] {
  return {
    list: ({ tenant_id }) =>
      database.read(tenant_id, async (rows) => {
        const position = await rows.log.head()
        return { items: (await rows.agents.list()).sort(byName), position, next: null }
      }),
    async seen({ tenant_id, user_id, name, role }) {
      const agent = { user_id, name, role }
      const known = await database.read(tenant_id, (rows) => rows.agents.get(user_id))
      if (known !== null && known.agent.name === name && known.agent.role === role) {
        return { access_changed_at: known.access_changed_at }
      }
      return changes.run(tenant_id, async ({ rows, now }) => {
        const before = await rows.agents.get(user_id)
        const roleChanged = before !== null && before.agent.role !== role
        const access_changed_at = roleChanged ? await rows.log.lockHead() : (before?.access_changed_at ?? 0)
        await rows.agents.put({ agent, access_changed_at }, now)
        return { access_changed_at }
      })
    },
  }
}

/** Sorted here, since every database has its own idea of an alphabet. */
function byName(a: Agent, b: Agent): number {
  const [left, right] = [a, b].map(({ name, user_id }) => `${foldText(name ?? user_id)} ${user_id}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

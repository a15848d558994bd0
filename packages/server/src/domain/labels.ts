import type { Inbox } from './inbox'
import { type InboxContext, invalid, newId, notFound, requireAdmin } from './inbox-context'

/** Most labels of a tenant: the list comes whole. */
export const MAX_LABELS = 500

export function createLabels(context: InboxContext): Inbox['labels'] {
  const { database, changes } = context
  return {
    list: ({ tenant_id }) =>
      database.read(tenant_id, async (rows) => {
        const position = await rows.log.head()
        return { items: await rows.labels.list(), position, next: null }
      }),
    create: ({ tenant_id }, { name, color }) =>
      changes.run(tenant_id, async ({ rows, now }) => {
        const known = await rows.labels.byName(name)
        if (known !== null) return { item: known, created: false }
        if ((await rows.labels.list()).length >= MAX_LABELS) throw invalid('name', `is one of too many labels`)
        const item = { id: newId(context), name, color: color.toLowerCase(), created_at: now }
        await rows.labels.insert(item)
        return { item, created: true }
      }),
    async remove(principal, id) {
      requireAdmin(principal, 'delete label')
      await changes.run(principal.tenant_id, async ({ rows }) => {
        if ((await rows.labels.get(id)) === null) throw notFound('label')
        await rows.labels.remove(id)
      })
    },
  }
}

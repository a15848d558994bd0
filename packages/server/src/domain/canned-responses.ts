import type { CannedResponse } from '@pytake/protocol'
import type { Rows } from './database'
import type { Inbox } from './inbox'
import { type InboxContext, invalid, newId, notFound } from './inbox-context'

/** Most canned responses of a tenant: the list comes whole. */
export const MAX_CANNED_RESPONSES = 1_000

export function createCannedResponses(context: InboxContext): Inbox['cannedResponses'] {
  const { database, changes } = context
  return {
    list: ({ tenant_id }) =>
      database.read(tenant_id, async (rows) => {
        const position = await rows.log.head()
        return { items: await rows.cannedResponses.list(), position, next: null }
      }),
    create: ({ tenant_id }, body) =>
      changes.run(tenant_id, async ({ rows, now }) => {
        if ((await rows.cannedResponses.list()).length >= MAX_CANNED_RESPONSES) {
          throw invalid('shortcut', 'is one of too many canned responses')
        }
        return put(rows, { id: newId(context), ...body, created_at: now, updated_at: now })
      }),
    update: ({ tenant_id }, id, { shortcut, title, content }) =>
      changes.run(tenant_id, async ({ rows, now }) => {
        const before = await existing(rows, id)
        return put(rows, {
          ...before,
          ...(shortcut !== undefined && { shortcut }),
          ...(title !== undefined && { title }),
          ...(content !== undefined && { content }),
          updated_at: now,
        })
      }),
    remove: ({ tenant_id }, id) =>
      changes.run(tenant_id, async ({ rows }) => {
        await existing(rows, id)
        await rows.cannedResponses.remove(id)
      }),
  }
}

async function existing(rows: Rows, id: string): Promise<CannedResponse> {
  const response = await rows.cannedResponses.get(id)
  if (response === null) throw notFound('canned response')
  return response
}

/** @throws ServerError `invalid_request` where another one has the shortcut */
async function put(rows: Rows, response: CannedResponse): Promise<CannedResponse> {
  const owner = await rows.cannedResponses.byShortcut(response.shortcut)
  if (owner !== null && owner.id !== response.id) throw invalid('shortcut', 'is taken by another canned response')
  await rows.cannedResponses.put(response)
  return response
}

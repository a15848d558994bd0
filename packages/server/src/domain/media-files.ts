import type { Rows } from './database'
import type { StoredUpload } from './entity-rows'
import type { Inbox } from './inbox'
import { type InboxContext, notFound } from './inbox-context'
import type { Principal } from './principal'
import { mediaOfUpload, uploadFile } from './upload'

export const createMedia = (context: InboxContext): Inbox['media'] => ({
  get: (principal, id) =>
    context.database.read(principal.tenant_id, async (rows) => {
      const upload = await rows.uploads.get(id)
      if (upload !== null && isWaiting(upload, principal)) return { media: mediaOfUpload(upload), key: id }
      return seenMedia(context, rows, principal, id)
    }),
  upload: (principal, file) => uploadFile(context, principal, file),
})

/** Before a message takes it, a file belongs to whoever uploaded it. */
export const isWaiting = (upload: StoredUpload, principal: Principal): boolean =>
  upload.user_id === principal.user_id && upload.status === 'ready'

/** @throws ServerError `not_found` where no message that the principal may see has this file */
export async function seenMedia({ policy }: InboxContext, rows: Rows, principal: Principal, id: string) {
  const stored = await rows.media.get(id)
  // Through the message, since a deleted one no longer has its file.
  const message = stored === null ? null : await rows.messages.get(stored.message_id)
  const owner = message?.media?.id === id ? await rows.conversations.get(message.conversation_id) : null
  if (stored === null || owner === null) throw notFound('media')
  if (!policy.seesWholeTenant(principal) && !policy.canSee(principal, owner.conversation)) throw notFound('media')
  return { media: stored.media, key: stored.media.status === 'ready' ? stored.key : null }
}

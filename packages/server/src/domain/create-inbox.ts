import type { ServerEnv } from '../env'
import { createAgents } from './agents'
import { createChanges } from './change'
import { createContacts } from './contacts'
import { createConversations } from './conversations'
import type { Database } from './database'
import type { Inbox } from './inbox'
import { type InboxContext, notFound } from './inbox-context'
import { createMessages } from './messages'
import type { Policy } from './policy'
import type { Bus, Channel, Logger } from './ports'
import type { WorkQueues } from './queues'
import { createReceive } from './receive'
import { createTyping } from './typing'
import { canSeeEvent } from './visibility'
import { createWorkQueues } from './work-queues'

export interface InboxOptions {
  /** Open; whoever opened it closes it, after the last call of the inbox. */
  database: Database
  env: ServerEnv
  policy: Policy
  channels: readonly Channel[]
  bus: Bus
  logger: Logger
}

/**
 * Assembles the use cases over their ports.
 *
 * @example
 * const { inbox, queues } = createInbox({ database: await sqlite(':memory:').open(env), env, policy, channels, bus, logger })
 */
export function createInbox(options: InboxOptions): { inbox: Inbox; queues: WorkQueues } {
  const changes = createChanges(options)
  const context: InboxContext = { ...options, changes }
  const inbox: Inbox = {
    conversations: createConversations(context),
    messages: createMessages(context),
    contacts: createContacts(context),
    media: createMedia(context),
    agents: createAgents(context),
    log: createLog(context),
    receive: createReceive(context),
    ...createTyping(context),
    on: (type, listener) => changes.on(type, listener),
  }
  return { inbox, queues: createWorkQueues(context) }
}

const createMedia = ({ database, policy }: InboxContext): Inbox['media'] => ({
  get: (principal, id) =>
    database.read(principal.tenant_id, async (rows) => {
      const stored = await rows.media.get(id)
      // Through the message, since a deleted one no longer has its file.
      const message = stored === null ? null : await rows.messages.get(stored.message_id)
      const owner = message?.media?.id === id ? await rows.conversations.get(message.conversation_id) : null
      if (stored === null || owner === null) throw notFound('media')
      if (!policy.seesWholeTenant(principal) && !policy.canSee(principal, owner.conversation)) throw notFound('media')
      return { media: stored.media, key: stored.media.status === 'ready' ? stored.key : null }
    }),
})

function createLog(context: InboxContext): Inbox['log'] {
  const { database } = context
  return {
    epoch: () => database.epoch,
    head: (tenantId) => database.read(tenantId, (rows) => rows.log.head()),
    after: (tenantId, position, limit) => database.read(tenantId, (rows) => rows.log.after(position, limit)),
    oldest: (tenantId) => database.read(tenantId, (rows) => rows.log.oldest()),
    canSee: (principal, event) => canSeeEvent(context, principal, event),
  }
}

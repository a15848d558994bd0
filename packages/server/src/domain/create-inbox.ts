import { MAX_UPLOAD_BYTES } from '@pytake/protocol'
import type { ServerEnv } from '../env'
import { createAgents } from './agents'
import { createCannedResponses } from './canned-responses'
import { createChanges } from './change'
import { createContacts } from './contacts'
import { createConversations } from './conversations'
import type { Database } from './database'
import type { Inbox } from './inbox'
import type { InboxContext } from './inbox-context'
import { createMedia } from './media-files'
import { createLabels } from './labels'
import { createMessages } from './messages'
import type { Policy } from './policy'
import type { Bus, Channel, Logger, MediaStore } from './ports'
import type { WorkQueues } from './queues'
import { createReceive } from './receive'
import { createSearch } from './search'
import { createTemplates } from './templates'
import { createTyping } from './typing'
import { viewEvent } from './visibility'
import { createWorkQueues } from './work-queues'

export interface InboxOptions {
  /** Open; whoever opened it closes it, after the last call of the inbox. */
  database: Database
  env: ServerEnv
  policy: Policy
  channels: readonly Channel[]
  bus: Bus
  logger: Logger
  /** Where files lie. */
  files: MediaStore
  /** Largest file that is taken, in bytes. */
  maxUploadBytes?: number | undefined
}

/**
 * Assembles the use cases over their ports.
 *
 * @example
 * const { inbox, queues } = createInbox({ database: await sqlite(':memory:').open(env), env, policy, channels, bus, logger, files })
 */
export function createInbox(options: InboxOptions): { inbox: Inbox; queues: WorkQueues } {
  const changes = createChanges(options)
  const { maxUploadBytes = MAX_UPLOAD_BYTES } = options
  const context: InboxContext = { ...options, changes, maxUploadBytes }
  const inbox: Inbox = {
    conversations: createConversations(context),
    messages: createMessages(context),
    contacts: createContacts(context),
    media: createMedia(context),
    agents: createAgents(context),
    labels: createLabels(context),
    templates: createTemplates(context),
    cannedResponses: createCannedResponses(context),
    search: createSearch(context),
    log: createLog(context),
    receive: createReceive(context),
    ...createTyping(context),
    on: (type, listener) => changes.on(type, listener),
  }
  return { inbox, queues: createWorkQueues(context) }
}

function createLog(context: InboxContext): Inbox['log'] {
  const { database } = context
  return {
    epoch: () => database.epoch,
    head: (tenantId) => database.read(tenantId, (rows) => rows.log.head()),
    after: (tenantId, position, limit) => database.read(tenantId, (rows) => rows.log.after(position, limit)),
    oldest: (tenantId) => database.read(tenantId, (rows) => rows.log.oldest()),
    view: (principal, event) => viewEvent(context, principal, event),
  }
}

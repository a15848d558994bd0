import type { ParsedSendMessageBody } from '@pytake/protocol'
import { memory } from '../bus/memory'
import { sqlite } from '../db/sqlite'
import { createInbox } from '../domain/create-inbox'
import type { DatabaseAdapter } from '../domain/database'
import type { Policy } from '../domain/policy'
import { openTenantPolicy } from '../domain/policy'
import type { Channel, CommitHint, ReceivedItem, TransientEvent } from '../domain/ports'
import type { Principal } from '../domain/principal'
import { scriptedChannel } from '../domain/testing/scripted-channel'
import { memoryMedia } from '../media/memory-media'
import { recordingLogger } from './recording-logger'
import { virtualEnv } from './virtual-env'

export const TENANT = 'acme'
export const CHANNEL = 'number'

export const agentOf = (tenant_id: string, role: Principal['role'] = 'agent', user_id = 'ana'): Principal => ({
  tenant_id,
  user_id,
  role,
  name: 'Ana',
  expires_at: null,
})

export const agent = agentOf(TENANT)
export const admin = agentOf(TENANT, 'admin', 'bia')

/** Random bytes that never repeat and are the same in every run. */
export function countedBytes(): (length: number) => Uint8Array {
  let count = 0
  return (length) => {
    count += 1
    const bytes = new Uint8Array(Math.max(length, 4))
    // Shifted, since the last half byte does not enter an id.
    new DataView(bytes.buffer).setUint32(bytes.length - 4, count << 8)
    return bytes.subarray(bytes.length - length)
  }
}

let emptyDatabase: Promise<Uint8Array> | null = null

/** A database in memory that is migrated already: a property test opens hundreds of them. */
async function freshDatabase(): Promise<DatabaseAdapter> {
  emptyDatabase ??= (async () => {
    const adapter = sqlite(':memory:')
    await (await adapter.open(virtualEnv({ randomBytes: countedBytes() }))).close()
    return adapter.serialize()
  })()
  return sqlite(await emptyDatabase)
}

export interface TestInboxOptions {
  database?: DatabaseAdapter
  policy?: Policy
  channels?: readonly Channel[]
  maxUploadBytes?: number
}

/** The whole core over a database in memory, with a channel that answers as the test says and time that stands still. */
export async function openTestInbox(options: TestInboxOptions = {}) {
  const env = virtualEnv({ randomBytes: countedBytes() })
  const bus = memory()
  const logger = recordingLogger()
  const files = memoryMedia()
  const channel = { ...scriptedChannel({ tenant_id: TENANT, channel_id: CHANNEL }), replyWindowHours: 24 }
  const adapter = options.database ?? (await freshDatabase())
  const database = await adapter.open(env)
  const { inbox, queues } = createInbox({
    database,
    env,
    bus,
    logger,
    files,
    maxUploadBytes: options.maxUploadBytes,
    policy: options.policy ?? openTenantPolicy,
    channels: options.channels ?? [channel],
  })
  const hints: CommitHint[] = []
  const transients: TransientEvent[] = []
  bus.onHint((hint) => void hints.push(hint))
  bus.onTransient((event) => void transients.push(event))
  const receive = (...items: ReceivedItem[]) =>
    inbox.receive({ tenant_id: TENANT, channel_id: CHANNEL, items, set_aside: [] })
  return {
    env,
    logger,
    files,
    channel,
    adapter,
    database,
    inbox,
    queues,
    hints,
    transients,
    receive,
    /** A customer writes; answers with the conversation. */
    async customerWrites(external_id: string, overrides: Partial<ReceivedMessageItem> = {}) {
      await receive(textItem(external_id, overrides))
      const page = await inbox.conversations.list(agent, listQuery())
      const [conversation] = page.items
      if (conversation === undefined) throw new Error('nothing was received')
      return conversation
    },
    log: (tenantId = TENANT) => inbox.log.after(tenantId, 0, 10_000),
  }
}

export type TestInbox = Awaited<ReturnType<typeof openTestInbox>>
export type ReceivedMessageItem = Extract<ReceivedItem, { kind: 'message' }>

export const textItem = (external_id: string, overrides: Partial<ReceivedMessageItem> = {}): ReceivedMessageItem => ({
  kind: 'message',
  external_id,
  provider_time: null,
  contact: { address: '5511999990001', name: 'João', phone: '+5511999990001' },
  message: { content: `text of ${external_id}`, message_type: 'text', metadata: {} },
  media: null,
  reply_to_external_id: null,
  ...overrides,
})

export const statusItem = (
  external_id: string,
  status: 'sent' | 'delivered' | 'read' | 'failed',
  attempt_ref: string | null = null,
): ReceivedItem => ({ kind: 'status', external_id, attempt_ref, status, provider_time: null, error: null })

export const sendBody = (overrides: Partial<ParsedSendMessageBody> = {}): ParsedSendMessageBody => ({
  content: 'Olá!',
  message_type: 'text',
  metadata: {},
  ...overrides,
})

export const listQuery = (overrides = {}) => ({ limit: 50, offset: 0, ...overrides })

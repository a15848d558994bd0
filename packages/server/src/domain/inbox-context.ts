import { uuidv7 } from '@pytake/protocol'
import type { ServerEnv } from '../env'
import type { Changes } from './change'
import type { Database, Rows } from './database'
import type { StoredConversation } from './entity-rows'
import { ServerError } from './errors'
import type { Policy } from './policy'
import type { Bus, Channel, Logger, MediaStore } from './ports'
import type { Principal } from './principal'

/** What the use cases share. */
export interface InboxContext {
  readonly database: Database
  readonly changes: Changes
  readonly policy: Policy
  readonly channels: readonly Channel[]
  readonly bus: Bus
  readonly logger: Logger
  readonly files: MediaStore
  readonly maxUploadBytes: number
  readonly env: ServerEnv
}

/** A new UUIDv7 of the injected clock and randomness. */
export const newId = ({ env }: Pick<InboxContext, 'env'>): string => uuidv7(env.now(), env.randomBytes(10))

export const channelOf = (context: Pick<InboxContext, 'channels'>, tenantId: string, channelId: string) =>
  context.channels.find((channel) => channel.tenant_id === tenantId && channel.channel_id === channelId)

export const channelsOf = (context: Pick<InboxContext, 'channels'>, tenantId: string): Channel[] =>
  context.channels.filter((channel) => channel.tenant_id === tenantId)

export const notFound = (what: string) => new ServerError('not_found', `unable to find ${what}; no such id`)

export const invalid = (path: string, message: string) =>
  new ServerError('invalid_request', `unable to accept request; ${path} ${message}`, { errors: [{ path, message }] })

/** @throws ServerError `not_found` for an id that does not exist, is of another tenant or may not be seen */
export async function seenConversation(
  context: InboxContext,
  rows: Rows,
  principal: Principal,
  id: string,
): Promise<StoredConversation> {
  const stored = await rows.conversations.get(id)
  if (stored === null || !maySee(context.policy, principal, stored)) throw notFound('conversation')
  return stored
}

const maySee = (policy: Policy, principal: Principal, { conversation }: StoredConversation): boolean =>
  policy.seesWholeTenant(principal) || policy.canSee(principal, conversation)

/** @throws ServerError `forbidden` */
export function requireAdmin(principal: Principal, action: string): void {
  if (principal.role !== 'admin') throw new ServerError('forbidden', `unable to ${action}; only admins may`)
}

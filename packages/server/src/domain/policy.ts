import type { Conversation } from '@pytake/protocol'
import type { Principal } from './principal'

/** What of its tenant a principal may see. Tenants themselves are kept apart before any policy is asked. */
export interface Policy {
  /** True lets lists, counts and the feed skip the question per conversation. */
  seesWholeTenant(principal: Principal): boolean
  canSee(principal: Principal, conversation: Conversation): boolean
}

/** The default: everybody sees everything of the own tenant. */
export const openTenantPolicy: Policy = {
  seesWholeTenant: () => true,
  canSee: () => true,
}

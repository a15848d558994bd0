import type { PresenceSnapshot } from '@pytake/client'
import { useCallback } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export interface PresenceView extends PresenceSnapshot {
  isOnline: (userId: string) => boolean
}

/**
 * Which colleagues are online, and which conversation each of them looks at.
 *
 * @example
 * function OnlineDot({ userId }: { userId: string }) {
 *   return usePresence().isOnline(userId) ? <i title="online" /> : null
 * }
 */
export function usePresence(): PresenceView {
  const { users } = useStore(useClient().presence(), NOBODY_ONLINE)
  const isOnline = useCallback((userId: string) => users.some((user) => user.user_id === userId), [users])
  return { users, isOnline }
}

const NOBODY_ONLINE: PresenceSnapshot = { users: [] }

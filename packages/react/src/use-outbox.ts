import type { OutboxItem } from '@pytake/client'
import { useClient } from './provider'
import { useStore } from './use-store'

/**
 * Every message that the server does not have yet, in any conversation.
 *
 * @example
 * function Waiting() {
 *   return <p>{useOutbox().length} messages wait to be sent</p>
 * }
 */
export function useOutbox(): readonly OutboxItem[] {
  return useStore(useClient().outbox, EMPTY)
}

const EMPTY: readonly OutboxItem[] = []

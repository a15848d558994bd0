import type { OutboxItem, OutboxView } from '@pytake/client'
import { useMemo } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

export interface OutboxActions extends Pick<OutboxView, 'retry' | 'discard' | 'edit'> {
  /** Every message that the server does not have yet, oldest first. */
  items: readonly OutboxItem[]
}

/**
 * What waits to be sent, in all conversations, and what can be done with it.
 *
 * @example
 * function Waiting() {
 *   const { items, retry, discard } = useOutbox()
 *   return items.map(({ id, body, state }) => (
 *     <p key={id}>
 *       {body.content} {state.status}
 *       <button onClick={() => retry(id)}>Try again</button>
 *       <button onClick={() => discard(id)}>Give up</button>
 *     </p>
 *   ))
 * }
 */
export function useOutbox(): OutboxActions {
  const { outbox } = useClient()
  const items = useStore(outbox, EMPTY)
  return useMemo(() => ({ items, retry: outbox.retry, discard: outbox.discard, edit: outbox.edit }), [items, outbox])
}

const EMPTY: readonly OutboxItem[] = []

import type { ReplyWindowSnapshot } from '@pytake/client'
import { useClient } from './provider'
import { useStore } from './use-store'

/**
 * Whether the customer may be answered freely, until when, and what may be sent. It turns by the server's clock, without
 * an event and whatever the device's clock says.
 *
 * @example
 * function Window({ id }: { id: string }) {
 *   const { state, closesAt, allows } = useReplyWindow(id)
 *   if (!allows.includes('text')) return <p>Choose a template</p>
 *   return state === 'closing' ? <p>Closes at {closesAt}</p> : null
 * }
 */
export function useReplyWindow(conversationId: string): ReplyWindowSnapshot {
  return useStore(useClient().replyWindow(conversationId), UNKNOWN_WINDOW)
}

const UNKNOWN_WINDOW: ReplyWindowSnapshot = { state: 'none', closesAt: null, allows: [] }

import type { ViewersSnapshot } from '@pytake/client'
import { useEffect } from 'react'
import { useClient } from './provider'
import { useStore } from './use-store'

/**
 * Which colleagues have the conversation on screen, by user id.
 *
 * @param isViewing tells them that we have it on screen too, as long as the component is mounted; by default false
 * @example
 * function AlsoHere({ id }: { id: string }) {
 *   const { agents } = useViewers(id, { isViewing: true })
 *   return agents.length > 0 ? <p>{agents.join(', ')} also look at this</p> : null
 * }
 */
export function useViewers(conversationId: string, { isViewing = false } = {}): ViewersSnapshot {
  const client = useClient()
  useEffect(() => {
    if (!isViewing) return
    client.setViewing(conversationId)
    return () => client.setViewing(null)
  }, [client, conversationId, isViewing])
  return useStore(client.viewers(conversationId), NO_VIEWERS)
}

const NO_VIEWERS: ViewersSnapshot = { agents: [] }

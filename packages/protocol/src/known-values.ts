import * as z from 'zod/mini'
import { conversationStatus, conversationStatuses } from './conversation'
import { mediaStatus, mediaStatuses } from './media'
import { messageStatus, messageStatuses, messageType, messageTypes, senderType, senderTypes } from './message'
import { resetReason, resetReasons } from './server-frames'

/**
 * Names the known values of every open enum, for the generated descriptions. Apart from the schemas, because a client
 * needs neither the lists nor the registry in its bundle.
 */
export function registerKnownValues(): void {
  const known = [
    [conversationStatus, conversationStatuses],
    [mediaStatus, mediaStatuses],
    [messageStatus, messageStatuses],
    [messageType, messageTypes],
    [senderType, senderTypes],
    [resetReason, resetReasons],
  ] as const
  for (const [schema, values] of known) z.globalRegistry.add(schema, { examples: [...values] })
}

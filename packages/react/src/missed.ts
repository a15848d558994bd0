import { isPytakeError, type PytakeError } from '@pytake/client'
import { message, type Message } from '@pytake/protocol'

/** What stands in the conversation that the sender had not seen, where that is why nothing was sent. */
export function missedOf(error: PytakeError | null): readonly Message[] {
  const missed = isPytakeError(error, 'conversation_advanced') ? error.problem?.['missed'] : undefined
  if (!Array.isArray(missed)) return NOTHING
  return missed.flatMap((item) => {
    const parsed = message.safeParse(item)
    return parsed.success ? [parsed.data] : []
  })
}

const NOTHING: readonly Message[] = []

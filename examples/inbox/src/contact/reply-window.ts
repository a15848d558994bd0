/** Whether WhatsApp allows a free reply. A ring warns during the last two hours. */
export type ReplyWindow =
  | { state: 'unlimited' }
  | { state: 'open'; closesAt: string }
  | { state: 'closing'; closesAt: string }
  | { state: 'closed' }

const WARNING_MS = 2 * 60 * 60_000

/**
 * Reads the reply window of a conversation.
 *
 * @param channel only WhatsApp has a window; there, one that never opened is closed
 * @example
 * replyWindow('whatsapp', '2026-01-15T10:30:00.000Z', Date.now()).state
 */
export function replyWindow(channel: string, endsAt: string | null, nowMs: number): ReplyWindow {
  if (endsAt === null) return channel === 'whatsapp' ? { state: 'closed' } : { state: 'unlimited' }
  const leftMs = Date.parse(endsAt) - nowMs
  if (leftMs <= 0) return { state: 'closed' }
  return leftMs <= WARNING_MS ? { state: 'closing', closesAt: endsAt } : { state: 'open', closesAt: endsAt }
}

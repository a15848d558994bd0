import type { Faults } from '../faults'
import type { WebhookDraft, WebhookOutbox } from './outbox'

/** Puts webhooks into the outbox, misbehaving when a fault asks for it. */
export type WebhookPoster = (draft: WebhookDraft) => void

export function createWebhookPoster(outbox: WebhookOutbox, faults: Faults): WebhookPoster {
  let strays = 0
  // A lane of its own lets this webhook run beside those of its customer, which is how duplicates and overtaking look.
  const strayLane = () => `stray ${(strays += 1)}`
  return (draft) => {
    const fault = faults.take('webhooks')
    if (fault === undefined) return outbox.enqueue(draft)
    if (fault !== 'duplicate') return outbox.enqueue({ ...draft, lane: strayLane(), holdMs: fault.delayMs })
    outbox.enqueue(draft)
    outbox.enqueue({ ...draft, lane: strayLane() })
  }
}

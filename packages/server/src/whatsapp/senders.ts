import { sender, type Sender } from './payloads'

/** Who a delivery says it is from; looked up per message, so a batch of a thousand must not search a list. */
export interface Senders {
  /** By phone and by user id; the two never look alike. */
  byId: ReadonlyMap<string, Sender>
  /** The only one, where there is exactly one: it speaks for a message that names nobody. */
  only: Sender | null
}

/** Reads the `contacts` of a delivery; unreadable ones only cost a name. */
export function readSenders(contacts: readonly unknown[]): Senders {
  const known = contacts.flatMap((contact) => sender.safeParse(contact).data ?? [])
  const byId = new Map<string, Sender>()
  for (const one of known) {
    for (const id of [one.wa_id, one.user_id]) if (id !== undefined && !byId.has(id)) byId.set(id, one)
  }
  return { byId, only: known.length === 1 ? (known[0] ?? null) : null }
}

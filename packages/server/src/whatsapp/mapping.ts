import type { ReceivedBatch, SetAsideItem } from '../domain/ports'
import { setAside, type Mapped } from './mapped'
import { mapMessage } from './message-mapping'
import { change, changeValue, entry, envelope, sender } from './payloads'
import { mapStatus } from './status-mapping'

export interface ChannelAddress {
  tenant_id: string
  channel_id: string
}

/** Whose delivery this is: by phone number, or by the WhatsApp business account for what names no number. */
export type Route = (ids: { phoneNumberId: string | null; accountId: string | null }) => ChannelAddress | null

export interface MappedDelivery {
  batches: ReceivedBatch[]
  /** Signed, but for no number that we know. */
  unrouted: SetAsideItem[]
}

/**
 * Puts a webhook delivery into our words. Every change, message and status is read alone: whatever is wrong with one
 * never touches another, and nothing throws.
 *
 * @example
 * mapDelivery(JSON.parse(body), ({ phoneNumberId }) => channels.get(phoneNumberId) ?? null)
 */
export function mapDelivery(payload: unknown, route: Route): MappedDelivery {
  const batches = new Map<string, ReceivedBatch>()
  const unrouted: SetAsideItem[] = []
  const add = (address: ChannelAddress | null, mapped: Mapped) => {
    if (address === null) {
      unrouted.push(...mapped.set_aside)
      return
    }
    const key = JSON.stringify([address.tenant_id, address.channel_id])
    const batch = batches.get(key) ?? { ...address, items: [], set_aside: [] }
    batches.set(key, batch)
    batch.items.push(...mapped.items)
    batch.set_aside.push(...mapped.set_aside)
  }

  const { data } = envelope.safeParse(payload)
  if (data === undefined) add(null, setAside('unreadable_delivery', payload))
  for (const raw of data?.entry ?? []) mapEntry(raw, route, add)
  return { batches: [...batches.values()], unrouted }
}

type Add = (address: ChannelAddress | null, mapped: Mapped) => void

function mapEntry(raw: unknown, route: Route, add: Add): void {
  const { data } = entry.safeParse(raw)
  const accountId = data?.id ?? null
  if (data === undefined || data.changes.length === 0) {
    add(route({ phoneNumberId: null, accountId }), setAside('unreadable_entry', raw))
    return
  }
  for (const rawChange of data.changes) {
    const value = changeValue.safeParse(change.safeParse(rawChange).data?.value).data
    const phoneNumberId = value?.metadata?.phone_number_id ?? null
    const address = route({ phoneNumberId, accountId })
    add(address, address === null ? setAside('unknown_number', rawChange) : mapChange(rawChange))
  }
}

/** The field `messages` carries messages and statuses of a number; other fields are kept, not read. */
function mapChange(raw: unknown): Mapped {
  const { data } = change.safeParse(raw)
  if (data === undefined) return setAside('unreadable_change', raw)
  if (data.field !== 'messages') return setAside(`field:${data.field ?? 'none'}`, raw)
  const value = changeValue.safeParse(data.value).data
  if (value === undefined || value.metadata?.phone_number_id === undefined) return setAside('unreadable_change', raw)
  const senders = value.contacts.flatMap((contact) => sender.safeParse(contact).data ?? [])
  const mapped = [
    ...value.messages.map((message) => mapMessage(message, senders)),
    ...value.statuses.map(mapStatus),
    ...value.errors.map((error) => setAside('provider_error', error)),
  ]
  if (mapped.length === 0) return setAside('empty_change', raw)
  return { items: mapped.flatMap(({ items }) => items), set_aside: mapped.flatMap(({ set_aside }) => set_aside) }
}

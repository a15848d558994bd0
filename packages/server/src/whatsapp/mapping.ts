import type { ReceivedBatch, SetAsideItem } from '../domain/ports'
import { setAside, type Mapped } from './mapped'
import { mapMessage } from './message-mapping'
import { change, changeValue, entry, envelope } from './payloads'
import { readSenders } from './senders'
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

/** Most parts of a delivery that are read one by one; Meta batches up to 1,000. A list beyond is kept in one piece. */
export const MAX_PARTS = 10_000

/**
 * Puts a webhook delivery into our words. Every change, message and status is read alone: whatever is wrong with one
 * never touches another, and nothing throws.
 *
 * @example
 * mapDelivery(JSON.parse(body), ({ phoneNumberId }) => channels.get(phoneNumberId) ?? null)
 */
export function mapDelivery(payload: unknown, route: Route): MappedDelivery {
  const collected = createCollected()
  const { data } = envelope.safeParse(payload)
  if (data === undefined) collected.add(null, setAside('unreadable_delivery', payload))
  else if (!collected.hasRoomFor(data.entry.length)) collected.add(null, setAside('too_many_parts', payload))
  else for (const raw of data.entry) mapEntry(raw, route, collected)
  const { batches, unrouted } = collected
  return { batches, unrouted }
}

/** What has been read so far, by channel. */
interface Collected extends MappedDelivery {
  /** Counts parts, and is false once there are too many. */
  hasRoomFor(count: number): boolean
  add(address: ChannelAddress | null, mapped: Mapped): void
}

function createCollected(): Collected {
  const batches: ReceivedBatch[] = []
  const unrouted: SetAsideItem[] = []
  const byChannel = new Map<string, ReceivedBatch>()
  let partsLeft = MAX_PARTS

  function batchOf({ tenant_id, channel_id }: ChannelAddress): ReceivedBatch {
    const key = JSON.stringify([tenant_id, channel_id])
    const known = byChannel.get(key)
    if (known !== undefined) return known
    const batch = { tenant_id, channel_id, items: [], set_aside: [] }
    byChannel.set(key, batch)
    batches.push(batch)
    return batch
  }

  return {
    batches,
    unrouted,
    hasRoomFor(count) {
      if (count > partsLeft) return false
      partsLeft -= count
      return true
    },
    add(address, mapped) {
      const batch = address === null ? null : batchOf(address)
      for (const item of mapped.items) batch?.items.push(item)
      for (const item of mapped.set_aside) (batch?.set_aside ?? unrouted).push(item)
    },
  }
}

function mapEntry(raw: unknown, route: Route, collected: Collected): void {
  const { data } = entry.safeParse(raw)
  const accountId = data?.id ?? null
  const keepWhole = (reason: string) => collected.add(route({ phoneNumberId: null, accountId }), setAside(reason, raw))
  if (data === undefined || data.changes.length === 0) return keepWhole('unreadable_entry')
  if (!collected.hasRoomFor(data.changes.length)) return keepWhole('too_many_parts')
  for (const rawChange of data.changes) {
    const value = changeValue.safeParse(change.safeParse(rawChange).data?.value).data
    const address = route({ phoneNumberId: value?.metadata?.phone_number_id ?? null, accountId })
    if (address === null) collected.add(null, setAside('unknown_number', rawChange))
    else mapChange(rawChange, address, collected)
  }
}

/** The field `messages` carries messages and statuses of a number; other fields are kept, not read. */
function mapChange(raw: unknown, address: ChannelAddress, collected: Collected): void {
  const keepWhole = (reason: string) => collected.add(address, setAside(reason, raw))
  const { data } = change.safeParse(raw)
  if (data === undefined) return keepWhole('unreadable_change')
  if (data.field !== 'messages') return keepWhole(`field:${data.field ?? 'none'}`)
  const value = changeValue.safeParse(data.value).data
  if (value?.metadata?.phone_number_id === undefined) return keepWhole('unreadable_change')
  const { messages, statuses, errors } = value
  const count = messages.length + statuses.length + errors.length
  if (count === 0) return keepWhole('empty_change')
  if (!collected.hasRoomFor(count)) return keepWhole('too_many_parts')
  const senders = readSenders(value.contacts)
  for (const message of messages) collected.add(address, mapMessage(message, senders))
  for (const status of statuses) collected.add(address, mapStatus(status))
  for (const error of errors) collected.add(address, setAside('provider_error', error))
}

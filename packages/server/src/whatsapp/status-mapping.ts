import type { MessageError } from '@pytake/protocol'
import { messageErrorOf } from './error-codes'
import { providerTime, setAside, type Mapped } from './mapped'
import { graphError, statusUpdate } from './payloads'

/** Reads one status; a value that we do not know says nothing about the message and is set aside. */
export function mapStatus(raw: unknown): Mapped {
  const { data } = statusUpdate.safeParse(raw)
  if (data === undefined) return setAside('unreadable_status', raw)
  // One participant's tick says nothing of the others.
  if (data.recipient_type === 'group') return setAside('group_status', raw)
  const status = STATUSES.get(data.status)
  if (status === undefined) return setAside(`status:${data.status}`, raw)
  return {
    items: [
      {
        kind: 'status',
        external_id: data.id,
        attempt_ref: data.biz_opaque_callback_data ?? null,
        status,
        provider_time: providerTime(data.timestamp),
        error: status === 'failed' ? failure(data.errors) : null,
      },
    ],
    set_aside: [],
  }
}

const STATUSES: ReadonlyMap<string, 'sent' | 'delivered' | 'read' | 'failed'> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
])

function failure(errors: readonly unknown[]): MessageError {
  const { data } = graphError.safeParse(errors[0])
  return data === undefined
    ? { code: 'provider_error', title: 'WhatsApp failed for an unknown reason', retryable: true }
    : messageErrorOf(data)
}

import type { SimulatorCore } from '../core'
import { REPLY_WINDOW_MS } from '../customers'
import type { FaultKinds, FaultTarget } from '../faults'
import { visibleMessages, type PhoneMessage } from '../phone'
import type { Customer } from '../state'
import type { ReceiverState } from '../webhooks/outbox'

/** Everything the phone page shows besides one chat's messages. */
export interface Overview {
  business: { name: string; displayPhoneNumber: string }
  nowMs: number
  clockOffsetMs: number
  autoRead: boolean
  webhooks: { receiver: ReceiverState; pending: number }
  faults: { readonly [Target in FaultTarget]: readonly FaultKinds[Target][] }
  customers: CustomerOverview[]
}

/** One entry of the customer switcher. */
export interface CustomerOverview {
  waId: string
  name: string
  online: boolean
  unreadCount: number
  /** How long the business goes on typing, 0 if it does not. */
  typingMs: number
  /** How long free-form replies are still possible, 0 if they are not. */
  windowMs: number
  lastMessage: PhoneMessage | null
}

export function overviewOf(core: SimulatorCore, receiver: ReceiverState): Overview {
  const { state } = core.store
  const { businessName, displayPhoneNumber } = core.business
  return {
    business: { name: businessName, displayPhoneNumber },
    nowMs: core.env.now(),
    clockOffsetMs: state.clockOffsetMs,
    autoRead: state.autoRead,
    webhooks: { receiver, pending: state.pendingWebhooks.length },
    faults: core.faults.pending(),
    customers: state.customers.map((customer) => customerOverview(core, customer)),
  }
}

function customerOverview(core: SimulatorCore, customer: Customer): CustomerOverview {
  const messages = visibleMessages(customer)
  const { waId, name, online, typingUntilMs = 0, windowOpenedAtMs } = customer
  return {
    waId,
    name,
    online,
    unreadCount: messages.filter((message) => message.direction === 'outbound' && message.status === 'delivered')
      .length,
    typingMs: online ? Math.max(0, typingUntilMs - core.env.now()) : 0,
    windowMs: windowOpenedAtMs === undefined ? 0 : Math.max(0, windowOpenedAtMs + REPLY_WINDOW_MS - core.windowNow()),
    lastMessage: messages.at(-1) ?? null,
  }
}

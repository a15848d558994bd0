'use client'

import clsx from 'clsx'
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock3, type LucideIcon } from 'lucide-react'
import { useWords } from '../../words/words-provider'

const ticks: Record<string, { icon: LucideIcon; look: string }> = {
  queued: { icon: Clock3, look: '' },
  sending: { icon: Clock3, look: '' },
  pending: { icon: Clock3, look: '' },
  sent: { icon: Check, look: '' },
  delivered: { icon: CheckCheck, look: '' },
  read: { icon: CheckCheck, look: 'text-tick-read' },
  failed: { icon: CircleAlert, look: 'text-danger' },
  unknown: { icon: CircleHelp, look: 'text-warning' },
}

/** How far one of our messages has come. A status of a newer server shows nothing rather than something wrong. */
export function DeliveryTick({ status }: { status: string }) {
  const { delivery } = useWords()
  const tick = ticks[status]
  if (tick === undefined || !isNamed(status, delivery)) return null
  const Icon = tick.icon
  return (
    <span title={delivery[status]} className={clsx('inline-flex', tick.look)}>
      <Icon aria-hidden size={status === 'delivered' || status === 'read' ? 16 : 14} strokeWidth={2} />
      <span className="sr-only">{delivery[status]}</span>
    </span>
  )
}

const isNamed = <Names extends object>(status: string, names: Names): status is Extract<keyof Names, string> =>
  Object.hasOwn(names, status)

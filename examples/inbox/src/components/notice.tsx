import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** What a pane says when it has nothing to show: what happened, and what to do next. */
export function Notice({
  icon: Icon,
  title,
  hint,
  children,
  role,
}: {
  icon: LucideIcon
  title: string
  hint?: string | undefined
  children?: ReactNode
  role?: 'status' | 'alert'
}) {
  return (
    <div role={role} className="m-auto flex max-w-80 flex-col items-center gap-3 p-8 text-center">
      <Icon aria-hidden size={28} strokeWidth={1.5} className="text-ink-faint" />
      <div className="flex flex-col gap-1">
        <p className="font-medium text-balance">{title}</p>
        {hint !== undefined && <p className="text-secondary text-pretty text-ink-soft">{hint}</p>}
      </div>
      {children}
    </div>
  )
}

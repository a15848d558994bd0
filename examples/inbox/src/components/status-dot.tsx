import clsx from 'clsx'

const colours: Record<string, string> = {
  waiting: 'bg-status-waiting',
  active: 'bg-status-active',
  assigned: 'bg-status-assigned',
  closed: 'bg-status-closed',
}

/** The colour of a status; decoration, so the word must stand near it or be read out. */
export function StatusDot({ status, className }: { status: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx('size-2.5 shrink-0 rounded-full', colours[status] ?? 'bg-status-closed', className)}
    />
  )
}

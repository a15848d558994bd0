/** Entries kept for inspection; older ones are forgotten. */
const MAX_LOG_ENTRIES = 1_000

/** One thing that happened, for a terminal or an assertion; `atMs` is real time. */
export type LogEntry = { atMs: number } & (
  | { kind: 'graph'; method: string; path: string; outcome: number | 'reset'; errorCode?: number }
  | { kind: 'webhook'; summary: string; attempt: number; outcome: DeliveryOutcome }
  | { kind: 'handshake'; attempt: number; outcome: DeliveryOutcome }
  | { kind: 'webhook_expired'; summary: string }
  | { kind: 'fault'; target: string; fault: string }
  | { kind: 'state_write_failed'; message: string }
)

/** What the receiver did with a request: only `acknowledged` counts. */
export type DeliveryOutcome =
  { result: 'acknowledged' } | { result: 'refused'; status: number } | { result: 'unreachable'; message: string }

type Unstamped<Entry> = Entry extends unknown ? Omit<Entry, 'atMs'> : never

/** The bounded log of one simulator. */
export interface Log {
  add(entry: Unstamped<LogEntry>): void
  entries(): readonly LogEntry[]
}

export function createLog(now: () => number, onLog?: (entry: LogEntry) => void): Log {
  const entries: LogEntry[] = []
  return {
    add: (entry) => {
      const stamped: LogEntry = { ...entry, atMs: now() }
      entries.push(stamped)
      if (entries.length > MAX_LOG_ENTRIES) entries.shift()
      onLog?.(stamped)
    },
    entries: () => [...entries],
  }
}

/** Another failed attempt at what failed before: worth keeping, not worth a line on a terminal every two seconds. */
export function isRepeatedFailure(entry: LogEntry): boolean {
  if (entry.kind !== 'webhook' && entry.kind !== 'handshake') return false
  return entry.attempt > 1 && entry.outcome.result !== 'acknowledged'
}

/** One readable line per entry, without its time. */
export function formatLogEntry(entry: LogEntry): string {
  switch (entry.kind) {
    case 'graph': {
      const code = entry.errorCode === undefined ? '' : ` (#${entry.errorCode})`
      return `graph    ${entry.method} ${entry.path} → ${entry.outcome}${code}`
    }
    case 'webhook':
      return `webhook  ${entry.summary} → ${formatOutcome(entry.outcome)}${entry.attempt > 1 ? `, attempt ${entry.attempt}` : ''}`
    case 'handshake':
      return `webhook  handshake → ${formatOutcome(entry.outcome)}`
    case 'webhook_expired':
      return `webhook  ${entry.summary} given up after 7 days`
    case 'fault':
      return `fault    ${entry.fault} on ${entry.target}`
    case 'state_write_failed':
      return `state    unable to write; ${entry.message}`
  }
}

function formatOutcome(outcome: DeliveryOutcome): string {
  switch (outcome.result) {
    case 'acknowledged':
      return '200'
    case 'refused':
      return `${outcome.status}, will retry`
    case 'unreachable':
      return `${outcome.message}, will retry`
  }
}

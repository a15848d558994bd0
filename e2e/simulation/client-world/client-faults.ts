import type { TestServer } from '@pytake/client/testing'
import type { Random } from '../random'

/** Everything that may go wrong in a run; each seed picks a part, so that each kind is also seen alone. */
export const FAULT_KINDS = [
  'latency',
  'reorder',
  'drop_requests',
  'lose_answers',
  'duplicate',
  'overload',
  'rate_limit',
  'refuse_sockets',
  'cut_sockets',
  'half_open',
  'one_way_loss',
  'offline',
  'freeze',
  'bfcache',
  'kill_tab',
  'quota',
  'clock_jump',
  'token_expiry',
  'token_refusal',
  'no_token',
  'restart',
  'new_epoch',
  'backup_restored',
  'access',
  'hidden_events',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

const SHARE_PERCENT = 35

export function pickFaults(random: Random): ReadonlySet<FaultKind> {
  return new Set(FAULT_KINDS.filter(() => random.chance(SHARE_PERCENT)))
}

/** The network of a run: late, lossy and out of order as the kinds say, until it is healed. */
export function troubleNetwork(server: TestServer, random: Random, kinds: ReadonlySet<FaultKind>): void {
  const maxMs = kinds.has('latency') ? random.pick([50, 400, 3_000]) : 5
  const percentOf = (kind: FaultKind) => (kinds.has(kind) ? random.int(1, 25) : 0)
  const drop = percentOf('drop_requests')
  const lose = percentOf('lose_answers')
  const double = percentOf('duplicate')
  const overload = percentOf('overload')
  const limit = percentOf('rate_limit')
  const refuse = percentOf('refuse_sockets')
  const lost = () => new TypeError('fetch failed')
  const problem = (status: number, code: string) =>
    Response.json({ type: 'about:blank', title: code, status, code }, { status, headers: { 'Retry-After': '1' } })
  server.behaves({
    onRequest: () => {
      if (random.chance(drop)) return lost()
      if (random.chance(overload)) return problem(503, 'service_unavailable')
      return random.chance(limit) ? problem(429, 'rate_limited') : undefined
    },
    onAnswer: (_, answer) => (random.chance(lose) ? lost() : answer),
    requestDelayMs: () => random.int(1, maxMs),
    answerDelayMs: () => random.int(1, kinds.has('reorder') ? maxMs + 500 : maxMs),
    frameDelayMs: () => random.int(1, maxMs),
    isDoubled: () => random.chance(double),
    refuseAuth: () => (random.chance(refuse) ? random.pick([1006, 1012, 4001]) : undefined),
  })
}

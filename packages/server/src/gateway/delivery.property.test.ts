import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import type { FakeServerSocket } from './testing/fake-server-socket'
import { GatewayBench } from './testing/gateway-bench'

const conversations = ['open', 'secret'] as const
const hints = ['sent', 'sent', 'sent', 'doubled', 'lost', 'late'] as const
const users = ['ana', 'root'] as const

type Step =
  | { kind: 'commit'; conversation: (typeof conversations)[number]; hint: (typeof hints)[number] }
  | { kind: 'connect'; user: (typeof users)[number]; batch: boolean }
  | { kind: 'break'; user: (typeof users)[number] }
  | { kind: 'hints' }
  | { kind: 'wait'; durationMs: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      conversation: fc.constantFrom(...conversations),
      hint: fc.constantFrom(...hints),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      user: fc.constantFrom(...users),
      batch: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const), user: fc.constantFrom(...users) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'hints' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      durationMs: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 0, max: 12 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 6_000 }) },
      ),
    }),
  },
)

/** A client that keeps its cursor, and what it was given, over all its connections. */
class Client {
  cursor: string | undefined
  readonly applied: number[] = []
  /** Where its knowledge begins: the cursor of the first welcome. */
  from: number | null = null
  private socket: FakeServerSocket | null = null
  private read = 0

  constructor(
    private readonly user: (typeof users)[number],
    private readonly bench: GatewayBench,
  ) {}

  connect(batch: boolean): void {
    this.break()
    this.socket = this.bench.open()
    this.read = 0
    this.socket.receives({ type: 'auth', token: this.user, batch, ...(this.cursor && { resume: this.cursor }) })
  }

  break(): void {
    this.takeIn()
    this.socket?.breaks()
    this.socket = null
  }

  takeIn(): void {
    const frames = this.socket?.frames ?? []
    for (const frame of frames.slice(this.read)) {
      if (frame.type === 'reset') throw new Error(`reset without a reason: ${frame.reason}`)
      if (frame.type === 'auth_ok') {
        if (this.cursor === undefined) this.from = positionOf(frame.cursor)
        else expect(frame).toMatchObject({ resumed: true, cursor: this.cursor })
      }
      if (!('cursor' in frame) || frame.cursor === undefined) continue
      // Invariant 8: a cursor never goes back.
      expect(positionOf(frame.cursor)).toBeGreaterThanOrEqual(positionOf(this.cursor ?? frame.cursor))
      this.cursor = frame.cursor
      if (frame.type === 'message_status_updated') this.applied.push(frame.data.version)
    }
    this.read = frames.length
  }
}

const positionOf = (cursor: string): number => parseCursor(cursor)?.position ?? Number.NaN

/** How long each call of the database takes; most are quick, some very slow. */
const latencies = fc.array(fc.constantFrom(0, 0, 0, 1, 3, 10, 60), { minLength: 10, maxLength: 60 })

function slowDown(bench: GatewayBench, latenciesMs: readonly number[]): void {
  let calls = 0
  bench.inbox.latency = () => {
    const delayMs = latenciesMs[calls % latenciesMs.length] ?? 0
    calls += 1
    if (delayMs === 0) return Promise.resolve()
    return new Promise((resolve) => bench.env.setTimer(delayMs, resolve))
  }
}

async function take(bench: GatewayBench, clients: Record<'ana' | 'root', Client>, move: Step, late: number[]) {
  switch (move.kind) {
    case 'commit': {
      const seq = bench.inbox.commit(move.conversation)
      const hints = { sent: 1, doubled: 2, lost: 0, late: 0 }[move.hint]
      for (let count = 0; count < hints; count += 1) bench.bus.publishHint({ tenant_id: 't1', seq })
      if (move.hint === 'late') late.push(seq)
      return
    }
    case 'connect':
      return clients[move.user].connect(move.batch)
    case 'break':
      return clients[move.user].break()
    case 'hints':
      for (const seq of late.splice(0)) bench.bus.publishHint({ tenant_id: 't1', seq })
      return
    case 'wait':
      return bench.env.advance(move.durationMs)
  }
}

async function play(steps: readonly Step[], pageSize: number, latenciesMs: readonly number[]): Promise<void> {
  const bench = new GatewayBench({ limits: { feedPageSize: pageSize } })
  bench.knows('root', { role: 'admin' })
  bench.inbox.hidden.add('secret')
  slowDown(bench, latenciesMs)
  const clients = { ana: new Client('ana', bench), root: new Client('root', bench) }
  const late: number[] = []
  for (const move of steps) {
    await take(bench, clients, move, late)
    for (const client of Object.values(clients)) client.takeIn()
  }
  for (const client of Object.values(clients)) client.connect(false)
  await bench.env.advance(30_000)
  const log = steps.flatMap((move) => (move.kind === 'commit' ? [move.conversation] : []))
  for (const [user, client] of Object.entries(clients)) {
    client.takeIn()
    const visible = log.flatMap((conversation, index) =>
      index + 1 > (client.from ?? 0) && (user === 'root' || conversation === 'open') ? [index + 1] : [],
    )
    expect(client.applied).toEqual(visible)
    expect(positionOf(client.cursor ?? '')).toBe(log.length)
  }
  // What the database itself still holds is no timer of ours.
  bench.inbox.latency = () => Promise.resolve()
  await bench.env.advance(100)
  bench.gateway.close()
  expect(bench.env.pendingTimers()).toBe(0)
}

test('each client is given every event it may see exactly once and in order, whatever happens to hints and sockets', async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 120, size: 'max' })
  await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), latencies, play), { numRuns: 300 })
}, 60_000)

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCursor } from '../domain/cursor'
import type { FakeServerSocket } from './testing/fake-server-socket'
import { GatewayBench } from './testing/gateway-bench'
import { settled } from './testing/virtual-env'

const conversations = ['open', 'secret'] as const
const users = ['ana', 'root'] as const

type Step =
  | { kind: 'commit'; conversation: (typeof conversations)[number]; hint: 'sent' | 'lost' | 'doubled' | 'late' }
  | { kind: 'connect'; user: (typeof users)[number]; batch: boolean }
  | { kind: 'break'; user: (typeof users)[number] }
  | { kind: 'slow' }
  | { kind: 'settle' }
  | { kind: 'wait'; durationMs: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      conversation: fc.constantFrom(...conversations),
      hint: fc.constantFrom('sent' as const, 'lost' as const, 'doubled' as const, 'late' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      user: fc.constantFrom(...users),
      batch: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('break' as const), user: fc.constantFrom(...users) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'slow' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'settle' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), durationMs: fc.integer({ min: 1, max: 7_000 }) }),
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

async function play(steps: readonly Step[], pageSize: number): Promise<void> {
  const bench = new GatewayBench({ limits: { feedPageSize: pageSize } })
  bench.knows('root', { role: 'admin' })
  bench.inbox.hidden.add('secret')
  const clients = { ana: new Client('ana', bench), root: new Client('root', bench) }
  const log: string[] = []
  const lateHints: number[] = []
  let open = (): void => undefined
  for (const move of steps) {
    switch (move.kind) {
      case 'commit': {
        const seq = bench.inbox.commit(move.conversation)
        log.push(move.conversation)
        const hints = { sent: 1, doubled: 2, lost: 0, late: 0 }[move.hint]
        for (let count = 0; count < hints; count += 1) bench.bus.publishHint({ tenant_id: 't1', seq })
        if (move.hint === 'late') lateHints.push(seq)
        break
      }
      case 'connect':
        clients[move.user].connect(move.batch)
        break
      case 'break':
        clients[move.user].break()
        break
      case 'slow':
        // The database takes its time: whatever is read now answers only later.
        open()
        bench.inbox.gate = new Promise((resolve) => (open = resolve))
        break
      case 'settle':
        open()
        for (const seq of lateHints.splice(0)) bench.bus.publishHint({ tenant_id: 't1', seq })
        await settled()
        break
      case 'wait':
        await bench.env.advance(move.durationMs)
        break
    }
    for (const client of Object.values(clients)) client.takeIn()
  }
  open()
  bench.inbox.gate = Promise.resolve()
  for (const client of Object.values(clients)) client.connect(false)
  await bench.env.advance(11_000)
  for (const [user, client] of Object.entries(clients)) {
    client.takeIn()
    const visible = log.flatMap((conversation, index) =>
      index + 1 > (client.from ?? 0) && (user === 'root' || conversation === 'open') ? [index + 1] : [],
    )
    expect(client.applied).toEqual(visible)
    expect(positionOf(client.cursor ?? '')).toBe(log.length)
  }
  bench.gateway.close()
  expect(bench.env.pendingTimers).toBe(0)
}

test('each client is given every event it may see exactly once and in order, whatever happens to hints and sockets', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.integer({ min: 1, max: 4 }), play),
    { numRuns: 300 },
  )
}, 60_000)

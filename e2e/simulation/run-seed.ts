import { createHash } from 'node:crypto'
import type { InboxServer, LogEvent } from '@pytake/server'
import { checkConvergence, checkDenseLog, checkDurableAcks, checkIdempotency, checkOncePerPhone } from './checkers'
import { HEALTHY, randomFaults } from './faults'
import { observeEvents, observeOrder, type Observer } from './observer'
import { actOnce, createLedger, CUSTOMERS, type Ledger } from './workload'
import { createWorld, TENANT, type World } from './world'

export interface SeedResult {
  seed: number
  violations: string[]
  events: number
  trace: string[]
  /** Equal for equal seeds, whatever the machine. */
  traceHash: string
}

const STEPS = 60
const MAX_PAUSE_MS = 3_000
/** The network may have delayed a webhook's retry this far beyond the healing. */
const SETTLE_ROUNDS = 60
/** Reconnecting and catching up may take this long once everything works again. */
const CONVERGENCE_MS = 10_000

/** Lives one run: work under faults, then healing, then the checks. */
export async function runSeed(seed: number): Promise<SeedResult> {
  const world = await createWorld(seed)
  const ledger = createLedger()
  const observers = world.agents.map(observeEvents)
  try {
    await world.start()
    await openInboxes(world, observers)
    world.faults = randomFaults(world.random)
    world.note(`faults ${JSON.stringify(world.faults)}`)
    for (let step = 0; step < STEPS; step++) {
      actOnce(world, ledger)
      await world.advance(world.random.int(0, MAX_PAUSE_MS))
    }
    const server = await heal(world)
    const events = await wholeLog(server)
    const violations = [
      ...observers.flatMap((observer) => observer.violations),
      ...(await checkAll(world, server, ledger, events)),
    ]
    const traceHash = createHash('sha256').update(world.trace.join('\n')).digest('hex').slice(0, 16)
    return { seed, violations: [...new Set(violations)], events: events.length, trace: world.trace, traceHash }
  } finally {
    for (const observer of observers) observer.close()
    await world.close()
  }
}

async function openInboxes(world: World, observers: Observer[]): Promise<void> {
  const opened = new Set<string>()
  for (const agent of world.agents) {
    const list = agent.client.conversations()
    // Each agent has every conversation open: the more is shown, the more can go wrong.
    const openAll = () => {
      for (const { id } of list.getSnapshot().items) {
        const window = `${agent.name} ${id}`
        if (opened.has(window)) continue
        opened.add(window)
        observers.push(observeOrder(agent, id))
      }
    }
    list.subscribe(openAll)
    agent.client.counts().subscribe(() => undefined)
    agent.client.connect().catch(() => undefined)
  }
  await world.advance(1_000)
}

async function heal(world: World): Promise<InboxServer> {
  world.note('healing')
  world.faults = HEALTHY
  await world.start()
  for (const waId of CUSTOMERS) world.meta.phone(waId).goesOnline()
  for (const agent of world.agents) agent.signal('online')
  let isIdle = false
  void world.meta.idle().then(() => (isIdle = true))
  for (let round = 0; round < SETTLE_ROUNDS && !isIdle; round++) await world.advance(5_000)
  await world.advance(CONVERGENCE_MS)
  if (world.server === null) throw new Error('unable to check the run; the server did not come back')
  return world.server
}

async function checkAll(world: World, server: InboxServer, ledger: Ledger, events: LogEvent[]): Promise<string[]> {
  const phones = CUSTOMERS.map((waId) => ({
    waId,
    texts: world.meta
      .phone(waId)
      .messages()
      .map((message) => message.text),
  }))
  return [
    ...checkDenseLog(events),
    ...checkDurableAcks(ledger.acknowledged, events),
    ...checkIdempotency(ledger, events),
    ...checkOncePerPhone(phones),
    ...(await checkConvergence(world, server)),
  ]
}

async function wholeLog(server: InboxServer): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  for (;;) {
    const page = await server.inbox.log.after(TENANT, events.at(-1)?.seq ?? 0, 500)
    if (page.length === 0) return events
    events.push(...page)
  }
}

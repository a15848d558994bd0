import { createHash } from 'node:crypto'
import type { Conversation, Message } from '@pytake/protocol'
import {
  checkAccess,
  checkCounts,
  checkCursors,
  checkDoubles,
  checkFifo,
  checkInvented,
  checkLiveness,
  checkNothingLost,
  checkOnce,
  checkOneMessageAKey,
  checkOrder,
  checkOwnOutbox,
  checkPrefix,
  checkRevocation,
  checkShown,
  checkSnapshotLaw,
} from './client-checkers'
import { act, comeBack } from './client-story'
import { CONVERSATION_IDS, createClientWorld, principalOf, writerOf, type ClientWorld, type Tab } from './client-world'

const STEPS = 26
const MAX_STEP_MS = 6_000
/** A probe of a half-open socket, its backoff and a load: what the client may take once nothing is in its way. */
const CONVERGENCE_MS = 20_000
/** A message that was held back waits up to a minute for its next try, and those behind it follow one by one. */
const LIVENESS_MS = 90_000

export interface SeedResult {
  seed: number
  violations: string[]
  events: number
  trace: string[]
  traceHash: string
}

/** Runs one seed of the client world: a story full of faults, then healing, then every invariant. */
export async function runClientSeed(seed: number): Promise<SeedResult> {
  const world = createClientWorld(seed)
  const violations: string[] = []
  await world.server.advance(1_000)
  const law = recordSnapshot(world)
  for (let step = 0; step < STEPS; step += 1) {
    act(world)
    await world.server.advance(world.random.int(0, MAX_STEP_MS))
    violations.push(...world.tabs.flatMap((tab) => checkStep(world, tab)))
  }
  violations.push(...law())
  await heal(world)
  violations.push(...checkEnd(world))
  await world.server.close()
  const traceHash = createHash('sha256').update(world.trace.join('\n')).digest('hex').slice(0, 16)
  return { seed, violations: [...new Set(violations)], events: world.told.length, trace: world.trace, traceHash }
}

async function heal(world: ClientWorld): Promise<void> {
  const { server, tabs, note } = world
  note('healing')
  server.heals()
  world.hasTokens = true
  for (const tab of tabs) {
    tab.disk.isFull = false
    tab.page.thaw()
    comeBack(tab)
    // A token source that failed for good has closed the client, as it should.
    if (tab.client.connection.getState().status === 'closed') tab.client.connection.reconnect()
    tab.page.signal('online')
  }
  await server.advance(CONVERGENCE_MS)
  if (tabs.some(({ client }) => client.outbox.items().some(({ state }) => state.status !== 'failed'))) {
    await server.advance(LIVENESS_MS)
  }
}

/** What must hold at every moment. */
function checkStep(world: ClientWorld, tab: Tab): string[] {
  const { name, client } = tab
  return CONVERSATION_IDS.flatMap((id) => {
    const { items, status } = client.messages(id).getSnapshot()
    const confirmed = items.filter(({ origin }) => origin === 'server')
    const told = status === 'ready' && tab.observer.resets() === 0 ? toldOf(world, tab, id) : new Map<string, number>()
    return [
      ...checkOrder(`${name} ${id}`, confirmed),
      ...checkDoubles(`${name} ${id}`, items),
      ...checkInvented(`${name} ${id}`, confirmed, world.everHeld),
      ...checkPrefix(`${name} ${id}`, confirmed, told),
    ]
  })
}

/** The newest version of each message that the page was told, up to where it stands. */
function toldOf({ told }: ClientWorld, { observer }: Tab, conversationId: string): Map<string, number> {
  const place = observer.place()
  const newest = new Map<string, number>()
  if (place === null) return newest
  for (const event of told) {
    if (event.conversationId !== conversationId || event.place.epoch !== place.epoch) continue
    if (event.place.position <= place.position) newest.set(event.entityId, event.version)
  }
  return newest
}

/** Compares the server's own snapshots of now and later. */
function recordSnapshot({ server: { log } }: ClientWorld): () => string[] {
  const { epoch, position } = log
  const from = { conversations: new Map(log.conversations), messages: new Map(log.messages) }
  return () => (log.epoch === epoch ? checkSnapshotLaw(from, log.after(position), log) : [])
}

function checkEnd(world: ClientWorld): string[] {
  const stored = [...world.server.log.messages.values()].sort((a, b) => a.seq - b.seq)
  const uses = world.tokenUses.map((use) => ({ ...use, endedAtMs: world.tokenEnds.get(use.token) ?? null }))
  return [
    ...checkOneMessageAKey(stored),
    ...checkOnce(stored.map(({ content }) => content)),
    ...checkNothingLost(world.rescued, new Set([...world.everStored, ...failedTexts(world)])),
    ...checkRevocation(uses),
    ...[...world.resumes].flatMap(([name, resumes]) => checkCursors(name, resumes)),
    ...world.tabs.flatMap((tab) => [...tab.observer.violations, ...checkTab(world, tab, stored)]),
  ]
}

function checkTab(world: ClientWorld, { name, userId, client, unsettled }: Tab, stored: readonly Message[]): string[] {
  const { log } = world.server
  const visible = log.conversationsFor(principalOf(userId)).sort(byRecency)
  const visibleIds = new Set(visible.map(({ id }) => id))
  const denied = new Set(CONVERSATION_IDS.filter((id) => !visibleIds.has(id)))
  const list = client.conversations().getSnapshot()
  const outbox = client.outbox.items()
  return [
    ...checkShown(`${name} list`, list.items, visible),
    ...checkCounts(name, client.counts().getSnapshot().counts, visible),
    ...checkAccess(
      name,
      list.items.map(({ id }) => id),
      denied,
    ),
    ...checkLiveness(name, outbox, [...unsettled]),
    ...checkOwnOutbox(
      name,
      name,
      outbox.map(({ body }) => body.content),
    ),
    ...CONVERSATION_IDS.flatMap((id) => {
      const { items } = client.messages(id).getSnapshot()
      const confirmed = items.filter(({ origin }) => origin === 'server')
      const held = visibleIds.has(id)
        ? stored.filter(({ conversation_id }) => conversation_id === id).sort(byPlace)
        : []
      return [
        ...checkShown(`${name} ${id}`, confirmed, held),
        ...checkFifo(
          `${name} ${id}`,
          numbersOf(
            name,
            stored.filter(({ conversation_id }) => conversation_id === id),
          ),
        ),
      ]
    }),
  ]
}

const failedTexts = ({ tabs }: ClientWorld): string[] =>
  tabs.flatMap(({ client }) => client.outbox.items().map(({ body }) => body.content))

const numbersOf = (name: string, stored: readonly Message[]): number[] =>
  stored.flatMap((message) => {
    const writer = writerOf(message)
    return writer?.name === name ? writer.number : []
  })

const byPlace = (a: Message, b: Message) =>
  a.created_at === b.created_at ? a.seq - b.seq : a.created_at < b.created_at ? -1 : 1

const byRecency = (a: Conversation, b: Conversation) => (recency(a) < recency(b) ? 1 : -1)

const recency = ({ last_message_time, created_at, id }: Conversation) => `${last_message_time ?? created_at} ${id}`

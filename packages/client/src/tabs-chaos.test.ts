import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemResponse } from './testing/fake-routes'
import type { OpenTab } from './testing/set-up-tabs'
import { setUpTabs } from './testing/set-up-tabs'

const ACTIONS = [
  'send',
  'send',
  'send',
  'receive',
  'receive',
  'open',
  'kill',
  'close',
  'hang',
  'thaw',
  'hide',
  'show',
  'cover',
  'uncover',
  'drop',
  'down',
  'block',
  'overload',
  'slow',
  'heal',
] as const
type Action = (typeof ACTIONS)[number]

interface Seat extends OpenTab {
  life: 'running' | 'hanging' | 'hidden' | 'gone'
  /** How many messages had come in when it was first connected. */
  since: number | null
  sent: { content: string; outcome: 'open' | 'stored' | 'failed' }[]
}

test('whatever happens to tabs and network, nothing sent or told is lost, doubled or out of order', async () => {
  const story = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(5), fc.nat(2_500)), {
    maxLength: 40,
    size: 'max',
  })
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const world = openWorld()
      for (const action of ['open', 'open'] as const) act(world, action, 0)
      await world.env.advance(100)
      for (const [action, which, passedMs] of steps) {
        act(world, action, which)
        await world.env.advance(2 + passedMs)
        note(world)
      }
      await heal(world)
      check(world)
      await Promise.all(alive(world).map(({ client }) => client.close()))
      await world.env.advance(10)
      expect([world.env.pendingTimers, world.server.sockets.length, world.browser.holders.size]).toEqual([0, 0, 0])
    }),
    { numRuns: Number(process.env['TABS_RUNS'] ?? 40) },
  )
}, 240_000)

type World = ReturnType<typeof openWorld>

function openWorld() {
  const seats: Seat[] = []
  const received: string[] = []
  const heals: (() => void)[] = []
  return { ...setUpTabs(), seats, received, heals }
}

const alive = ({ seats }: World) => seats.filter(({ life }) => life !== 'gone')

function act(world: World, action: Action, which: number): void {
  const { server, received, heals } = world
  const living = alive(world)
  const seat = living[which % Math.max(1, living.length)]
  const inLife = (life: Seat['life'], change: (seat: Seat) => void) => {
    const candidates = living.filter((candidate) => candidate.life === life)
    const chosen = candidates[which % Math.max(1, candidates.length)]
    if (chosen) change(chosen)
  }
  const actions: Record<Action, () => void> = {
    send: () => inLife('running', (chosen) => send(world, chosen)),
    receive: () => {
      received.push(`in ${received.length}`)
      server.log.receives('c1', `in ${received.length - 1}`)
    },
    open: () => living.length < 5 && open(world),
    kill: () => {
      seat?.kill()
      if (seat) seat.life = 'gone'
    },
    close: () =>
      inLife('running', (chosen) => {
        void chosen.client.close()
        chosen.life = 'gone'
      }),
    hang: () => inLife('running', (chosen) => become(chosen, 'hanging', chosen.hang)),
    thaw: () => inLife('hanging', (chosen) => become(chosen, 'running', chosen.thaw)),
    hide: () => inLife('running', (chosen) => become(chosen, 'hidden', chosen.hide)),
    show: () => inLife('hidden', (chosen) => become(chosen, 'running', chosen.show)),
    cover: () => inLife('running', (chosen) => chosen.cover()),
    uncover: () => inLife('running', (chosen) => chosen.uncover()),
    drop: () => server.dropSockets(1006),
    down: () => heals.push(server.goDown()),
    block: () => heals.push(server.blockSockets()),
    overload: () => heals.push(server.behave({ onRequest: () => problemResponse(503, 'service_unavailable') })),
    slow: () => heals.push(server.behave({ answerDelayMs: () => 400 })),
    heal: () => heals.splice(0).forEach((end) => end()),
  }
  actions[action]()
}

function become(seat: Seat, life: Seat['life'], how: () => void): void {
  seat.life = life
  how()
}

function open(world: World): void {
  const tab = world.open()
  world.seats.push({ ...tab, life: 'running', since: null, sent: [] })
  tab.client.connect().catch(() => undefined)
}

function send({ seats }: World, seat: Seat): void {
  const entry: Seat['sent'][number] = { content: `${seats.indexOf(seat)}:${seat.sent.length}`, outcome: 'open' }
  seat.sent.push(entry)
  seat.client.send('c1', { content: entry.content }).then(
    () => (entry.outcome = 'stored'),
    () => (entry.outcome = 'failed'),
  )
}

/** Looks after every step at what must hold all the time. */
function note({ seats, received }: World): void {
  const running = seats.filter(({ life }) => life === 'running')
  expect(running.filter(({ client }) => client.isLeader()).length).toBeLessThanOrEqual(1)
  for (const seat of running) if (seat.status() === 'connected') seat.since ??= received.length
}

async function heal(world: World): Promise<void> {
  world.heals.splice(0).forEach((end) => end())
  for (const seat of alive(world)) {
    if (seat.life === 'hanging') seat.thaw()
    if (seat.life === 'hidden') seat.show()
    seat.life = 'running'
    seat.uncover()
  }
  await world.env.advance(90_000)
}

function check(world: World): void {
  const { server, received } = world
  const living = alive(world)
  const stored = server.log.messagesOf('c1').map(({ content }) => content)
  expect(new Set(stored).size).toBe(stored.length)
  for (const { sent } of world.seats) {
    const order = sent.map(({ content }) => content)
    const kept = stored.filter((content) => order.includes(content))
    expect(kept).toEqual(order.filter((content) => kept.includes(content)))
    for (const { content, outcome } of sent) if (outcome === 'stored') expect(stored).toContain(content)
  }
  if (living.length === 0) return
  expect(living.filter(({ client }) => client.isLeader())).toHaveLength(1)
  expect(server.sockets).toHaveLength(1)
  for (const { client, sent, heard, since, status, contents } of living) {
    expect([status(), client.outbox.items()]).toEqual(['connected', []])
    expect(sent.filter(({ outcome }) => outcome !== 'stored')).toEqual([])
    expect(contents()).toEqual(stored)
    expect(heard).toEqual(received.slice(received.length - heard.length))
    expect(heard.length).toBeGreaterThanOrEqual(received.length - (since ?? received.length))
  }
}

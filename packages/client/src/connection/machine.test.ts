import { closeCodes } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdsSocket, IDLE, MAX_RECONNECT_DELAY_MS, transition } from './machine'
import type { MachineContext, MachineEvent, Step } from './machine-events'
import type { MachineState } from './machine-state'

const POLICY = { autoReconnect: true, reconnectIntervalMs: 3_000, maxReconnectAttempts: 5, canRenewToken: true }
const contextAt = (nowMs: number, changes: Partial<MachineContext> = {}): MachineContext => ({
  nowMs,
  random: 0.5,
  lastHeardAtMs: nowMs,
  isHidden: false,
  policy: POLICY,
  ...changes,
})

const authOk = (expires_at: string | null = null): MachineEvent => ({
  type: 'authenticated',
  frame: {
    type: 'auth_ok',
    connection_id: 'connection-1',
    cursor: 'c',
    resumed: false,
    heartbeat_ms: 25_000,
    server_time: '2030-01-01T00:00:00.000Z',
    user: { id: 'agent-1', tenant_id: 'tenant-1', role: 'agent', name: null, expires_at },
  },
})
const closed = (code: number): MachineEvent => ({ type: 'socket_closed', code, message: '' })
const OPENING: MachineEvent[] = [{ type: 'connect' }, { type: 'token' }, { type: 'opened' }]

/** Walks the events at one time; gives the last step. */
function walk(events: MachineEvent[], nowMs = 0, from: MachineState = IDLE): Step {
  return events.reduce<Step>(([state], event) => transition(state, event, contextAt(nowMs)), [from])
}

const online = (nowMs = 0): MachineState => walk([...OPENING, authOk()], nowMs)[0]

test('connecting asks for a token, opens, authenticates, and is connected', () => {
  const effects = OPENING.map((_, index) => walk(OPENING.slice(0, index + 1))[1])
  expect(effects).toEqual(['fetch_token', 'open_socket', 'authenticate'])
  expect(online().visible).toMatchObject({ status: 'connected', connectionId: 'connection-1', reason: null })
})

test('an attempt that takes too long counts as failed', () => {
  for (const stage of [1, 2, 3]) {
    const [state] = walk(OPENING.slice(0, stage))
    const [after] = transition(state, { type: 'tick' }, contextAt(15_000))
    expect(after.visible).toMatchObject({ status: 'reconnecting', reason: { code: 'timed_out' }, attempt: 1 })
  }
})

test('delays grow with full jitter up to their bound', () => {
  const delays = [0, 1, 2, 3, 4].map((attempt) => {
    const [state] = walk(OPENING)
    if (state.name !== 'opening') throw new Error('not opening')
    const tried: MachineState = { ...state, series: { ...state.series, attempt } }
    const [after] = transition(tried, closed(1006), contextAt(0, { random: 0.999_999 }))
    return after.visible.nextAttemptAt
  })
  expect(delays).toEqual([2_999, 5_999, 11_999, 23_999, MAX_RECONNECT_DELAY_MS - 1])
})

test('after the last attempt the state is offline', () => {
  let state = walk(OPENING)[0]
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    state = walk([closed(1006)], 0, state)[0]
    expect(state.visible).toMatchObject({ status: 'reconnecting', attempt })
    state = walk([{ type: 'connect' }], 0, transition(state, { type: 'tick' }, contextAt(60_000))[0])[0]
    state = walk([{ type: 'token' }, { type: 'opened' }], 60_000, state)[0]
  }
  expect(walk([closed(1006)], 60_000, state)[0].visible.status).toBe('offline')
})

test('attempts count anew only after a connection was stable', () => {
  const unstable = walk([closed(1006)], 29_999, withAttempt(online(), 3))[0]
  const stable = walk([closed(1006)], 30_000, withAttempt(online(), 3))[0]
  expect(unstable.visible).toMatchObject({ attempt: 4 })
  expect(stable.visible).toMatchObject({ attempt: 1 })
})

function withAttempt(state: MachineState, attempt: number): MachineState {
  return state.name === 'online' ? { ...state, series: { ...state.series, attempt } } : state
}

test('4401 fetches one fresh token at once, and a second refusal ends it', () => {
  const [first, effect] = walk([closed(4401)], 0, walk(OPENING)[0])
  expect([first.visible.status, effect]).toEqual(['reconnecting', 'renew_token'])
  const [second] = walk([{ type: 'token' }, { type: 'opened' }, closed(4401)], 0, first)
  expect(second.visible).toMatchObject({ status: 'closed', reason: { code: 'unauthorized', closeCode: 4401 } })
})

test('a token renewed long ago does not make the next refusal final', () => {
  const [renewed] = walk([closed(4401), { type: 'token' }, { type: 'opened' }, closed(1006)], 0, walk(OPENING)[0])
  const [retrying] = transition(renewed, { type: 'tick' }, contextAt(60_000))
  const [, effect] = walk([{ type: 'token' }, { type: 'opened' }, closed(4401)], 60_000, retrying)
  expect(effect).toBe('renew_token')
})

test.each([
  [4403, 'forbidden'],
  [4404, 'unsupported_protocol'],
  [4400, 'rejected'],
  [1008, 'rejected'],
])('close code %i stops with reason %s', (code, reason) => {
  expect(walk([closed(code)], 0, online())[0].visible).toMatchObject({ status: 'closed', reason: { code: reason } })
})

test('a draining server is left for a time inside the range it named, and nobody shortens that', () => {
  const draining: MachineEvent = { type: 'draining', minDelayMs: 1_000, maxDelayMs: 3_000 }
  const [state] = walk([draining, closed(closeCodes.service_restart)], 0, online())
  expect(state.visible).toMatchObject({ nextAttemptAt: 2_000, reason: { code: 'server_draining' }, attempt: 0 })
  expect(walk([{ type: 'lifecycle', signal: 'visible' }], 500, state)[0]).toBe(state)
})

test('a quiet socket is pinged, and given up when nothing comes back', () => {
  const quiet = { lastHeardAtMs: 0 }
  const [pinged, effect] = transition(online(), { type: 'tick' }, contextAt(25_000, quiet))
  expect(effect).toBe('ping')
  const [lost] = transition(pinged, { type: 'tick' }, contextAt(35_000, quiet))
  expect(lost.visible).toMatchObject({ status: 'reconnecting', reason: { code: 'heartbeat_lost' } })
  const [alive] = transition(pinged, { type: 'tick' }, contextAt(35_000, { lastHeardAtMs: 25_010 }))
  expect(alive.visible.status).toBe('connected')
})

test('a socket on which something was heard is not pinged', () => {
  const [state, effect] = transition(online(), { type: 'tick' }, contextAt(25_000, { lastHeardAtMs: 20_000 }))
  expect(effect).toBeUndefined()
  expect('dueAtMs' in state && state.dueAtMs).toBe(45_000)
})

test('a page that is shown again probes an open socket and wakes a waiting one', () => {
  const shown: MachineEvent = { type: 'lifecycle', signal: 'visible' }
  expect(walk([shown], 1_000, online())[1]).toBe('ping')
  expect(walk([shown], 0, walk([closed(1006)], 0, online())[0])[1]).toBe('fetch_token')
})

test('a probe after an answered one counts from itself, so a socket that died in between is found', () => {
  const woken: MachineEvent = { type: 'lifecycle', signal: 'online' }
  const [answered] = transition(online(), woken, contextAt(1_000, { lastHeardAtMs: 900 }))
  const [probed] = transition(answered, woken, contextAt(4_000, { lastHeardAtMs: 1_100 }))
  const [after] = transition(probed, { type: 'tick' }, contextAt(9_000, { lastHeardAtMs: 1_100 }))
  expect(after.visible).toMatchObject({ status: 'reconnecting', reason: { code: 'heartbeat_lost' } })
})

const ponged = (nowMs: number) => transition(online(), { type: 'tick' }, contextAt(nowMs, { lastHeardAtMs: 0 }))[0]

test('after a sleep a socket is probed and not judged by deadlines that passed meanwhile', () => {
  const asleep = { lastHeardAtMs: 0 }
  const [probed, effect] = transition(ponged(25_000), { type: 'tick' }, contextAt(3_600_000, asleep))
  expect([probed.visible.status, effect]).toEqual(['connected', 'ping'])
  const [alive] = transition(probed, { type: 'tick' }, contextAt(3_605_000, { lastHeardAtMs: 3_600_010 }))
  expect(alive.visible.status).toBe('connected')
  const [dead] = transition(probed, { type: 'tick' }, contextAt(3_605_000, asleep))
  expect(dead.visible).toMatchObject({ reason: { code: 'heartbeat_lost' } })
})

test('a hidden page whose timers run once a minute does not take its socket for dead, unless it is', () => {
  let state = online()
  for (let nowMs = 60_000; nowMs <= 600_000; nowMs += 60_000) {
    // The last pong still lies unread while the timer runs, as it does after a page was held up.
    state = transition(state, { type: 'tick' }, contextAt(nowMs, { lastHeardAtMs: nowMs - 119_900, isHidden: true }))[0]
    expect(state.visible.status).toBe('connected')
  }
  for (let nowMs = 660_000; nowMs <= 960_000; nowMs += 60_000) {
    state = transition(state, { type: 'tick' }, contextAt(nowMs, { lastHeardAtMs: 600_100, isHidden: true }))[0]
  }
  expect(state.visible.status).not.toBe('connected')
})

test('a token that expired during a sleep is renewed, and then the socket is probed', () => {
  const [state] = walk([...OPENING, authOk('2030-01-01T00:02:00.000Z')])
  const awake = contextAt(3_600_000, { lastHeardAtMs: 0 })
  const [renewing, effect] = transition(state, { type: 'tick' }, awake)
  expect([effect, transition(renewing, { type: 'tick' }, awake)[1]]).toEqual(['renew_token', 'ping'])
})

test('a hidden page gives its socket up and comes back when it is shown', () => {
  const [hidden] = walk([{ type: 'lifecycle', signal: 'pagehide' }], 0, online())
  expect(holdsSocket(hidden)).toBe(false)
  expect(walk([{ type: 'lifecycle', signal: 'pageshow' }], 0, hidden)[1]).toBe('fetch_token')
})

test('polls that come through probe ever more rarely where only sockets are blocked', () => {
  const polled: MachineEvent = { type: 'polled', isReachable: true }
  const exhausted = { ...POLICY, maxReconnectAttempts: 0 }
  let state = transition(walk(OPENING)[0], closed(1006), contextAt(0, { policy: exhausted }))[0]
  const probesAtMs: number[] = []
  for (let nowMs = 0; nowMs < 200_000; nowMs += 5_000) {
    const [next] = transition(state, polled, contextAt(nowMs))
    if (next.name === 'opening') {
      probesAtMs.push(nowMs)
      state = walk([{ type: 'token' }, { type: 'opened' }, closed(1006)], nowMs, next)[0]
    }
  }
  expect(probesAtMs).toEqual([0, 10_000, 30_000, 70_000, 150_000])
})

test('a token that expires is renewed in place before it does', () => {
  const [state] = walk([...OPENING, authOk('2030-01-01T00:02:00.000Z')])
  const [renewing, effect] = transition(state, { type: 'tick' }, contextAt(90_000))
  expect([renewing.visible.status, effect]).toEqual(['connected', 'renew_token'])
  expect(walk([{ type: 'token' }], 90_000, renewing)[1]).toBe('authenticate_again')
})

const anyEvent: fc.Arbitrary<MachineEvent> = fc.oneof(
  fc.constantFrom<MachineEvent>(
    { type: 'connect' },
    { type: 'disconnect' },
    { type: 'token' },
    { type: 'opened' },
    { type: 'token_expiring' },
    { type: 'tick' },
    { type: 'draining', minDelayMs: 100, maxDelayMs: 5_000 },
    authOk(),
    authOk('2030-01-01T00:02:00.000Z'),
  ),
  fc.boolean().map((isFinal): MachineEvent => ({ type: 'token_failed', isFinal, message: '' })),
  fc.boolean().map((isReachable): MachineEvent => ({ type: 'polled', isReachable })),
  fc.constantFrom(1000, 1001, 1006, 1008, 1012, 4001, 4400, 4401, 4403, 4404).map(closed),
  fc
    .constantFrom('online', 'offline', 'visible', 'pageshow', 'pagehide')
    .map((signal): MachineEvent => ({ type: 'lifecycle', signal })),
)

test('whatever happens, what is seen from outside fits the inner state and nothing waits for ever', () => {
  const SEEN: Record<MachineState['name'], readonly string[]> = {
    idle: ['idle'],
    opening: ['connecting', 'reconnecting'],
    online: ['connected'],
    waiting: ['reconnecting'],
    suspended: ['reconnecting'],
    offline: ['offline'],
    closed: ['closed'],
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyEvent, fc.nat(60_000), fc.double({ min: 0, max: 0.999, noNaN: true }))),
      (story) => {
        let state = IDLE
        let nowMs = 0
        for (const [event, passedMs, random] of story) {
          nowMs += passedMs
          const [next, effect] = transition(state, event, contextAt(nowMs, { random }))
          state = next
          expect(SEEN[state.name]).toContain(state.visible.status)
          if (effect === 'ping' || effect === 'authenticate') expect(holdsSocket(state)).toBe(true)
          if (holdsSocket(state) || state.name === 'opening' || state.name === 'waiting') {
            expect('dueAtMs' in state && Number.isFinite(state.dueAtMs)).toBe(true)
          }
          if (state.name === 'waiting') expect(state.series.attempt).toBeLessThanOrEqual(POLICY.maxReconnectAttempts)
        }
        const [ended] = transition(state, { type: 'disconnect' }, contextAt(nowMs))
        expect('dueAtMs' in ended).toBe(false)
        expect(['idle', 'closed']).toContain(ended.name)
      },
    ),
  )
})

import { expect, test } from 'vitest'
import type { LogEvent } from '../domain/ports'
import { aConversation } from './testing/fake-inbox'
import { ana, createClock, createHarness } from './testing/harness'

const event = (seq: number, tenant_id = 'acme'): LogEvent => ({
  tenant_id,
  seq,
  type: 'conversation_updated',
  conversation_id: 'c1',
  data: aConversation({ version: seq }),
  created_at: '2026-01-15T10:30:00.000Z',
})

interface LogOptions {
  hidden?: (seq: number) => boolean
  oldest?: number
  accessChangedAt?: number
  /** How long the token of the caller lives; for good by default. */
  expiresInMs?: number
}

/** A harness over a growing log. */
function logHarness(options: LogOptions = {}) {
  const log: LogEvent[] = []
  const clock = createClock()
  const expires_at = options.expiresInMs === undefined ? null : clock.env.now() + options.expiresInMs
  const revocation: { at: number | null } = { at: null }
  const harness = createHarness({
    clock,
    change: { verifyToken: async () => ({ ...ana, expires_at }) },
    inbox: {
      agents: { seen: async () => ({ access_changed_at: options.accessChangedAt ?? 0, revoked_at: revocation.at }) },
      log: {
        head: async () => log.length,
        oldest: async () => options.oldest ?? 0,
        after: async (_, position, limit) => log.filter(({ seq }) => seq > position).slice(0, limit),
        view: async (_, event) => (options.hidden?.(event.seq) === true ? null : event),
      },
    },
  })
  const append = (count = 1): void => {
    for (let index = 0; index < count; index += 1) log.push(event(log.length + 1))
  }
  const page = async (query = '') => (await harness.ask(`/api/v1/events${query}`)).json()
  const cursorAt = async (position: number): Promise<string> => {
    const { cursor } = await page()
    return cursor.replace(/\.[0-9a-z]+\./, `.${position.toString(36)}.`)
  }
  return { ...harness, append, page, cursorAt, revocation }
}

/** Lets everything that waits on nothing but promises happen. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

test('without a cursor it starts at the newest position', async () => {
  const { append, page } = logHarness()
  append(3)
  expect(await page()).toMatchObject({ events: [], has_more: false, cursor: expect.stringContaining('.3.') })
})

test('events after the cursor come in order, each as the frame of the socket', async () => {
  const { append, page, cursorAt } = logHarness()
  append(3)
  const after = await cursorAt(1)
  const { events, cursor } = await page(`?after=${after}`)
  expect(events.map(({ data }: { data: { version: number } }) => data.version)).toEqual([2, 3])
  expect(events[1]).toEqual({
    type: 'conversation_updated',
    data: aConversation({ version: 3 }),
    cursor,
    at: event(3).created_at,
  })
})

test('a long stretch comes in pages that lead through all of it', async () => {
  const { append, page, cursorAt } = logHarness()
  append(5)
  const seen: number[] = []
  let next = { cursor: await cursorAt(0), has_more: true }
  while (next.has_more) {
    const read = await page(`?limit=2&after=${next.cursor}`)
    seen.push(...read.events.map(({ data }: { data: { version: number } }) => data.version))
    next = read
  }
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

test('events that may not be seen are left out and the cursor moves past them', async () => {
  const { append, page, cursorAt } = logHarness({ hidden: (seq) => seq !== 2 })
  append(4)
  const read = await page(`?after=${await cursorAt(0)}`)
  expect(read.events).toHaveLength(1)
  expect(read.cursor).toBe(await cursorAt(4))
})

test.each([
  ['unreadable', 'cursor_unreadable', () => 'nonsense'],
  ['of another epoch', 'epoch_changed', (cursor: string) => cursor.replace('epoch-1', 'epoch-0')],
  ['of somebody else', 'principal_changed', (cursor: string) => cursor.replace(/.{16}$/, 'AAAAAAAAAAAAAAAA')],
  ['beyond the head', 'cursor_ahead', (cursor: string) => cursor.replace('.3.', '.9.')],
])('a cursor that is %s brings a reset with a fresh one', async (_, reason, spoil) => {
  const { append, page } = logHarness()
  append(3)
  const { cursor } = await page()
  expect(await page(`?after=${spoil(cursor)}`)).toEqual({
    events: [{ type: 'reset', reason, cursor }],
    cursor,
    has_more: false,
  })
})

test('a cursor from before a change of access or of the kept log brings a reset', async () => {
  const changed = logHarness({ accessChangedAt: 2 })
  changed.append(3)
  expect((await changed.page(`?after=${await changed.cursorAt(1)}`)).events[0].reason).toBe('access_changed')
  const cut = logHarness({ oldest: 2 })
  cut.append(3)
  expect((await cut.page(`?after=${await cut.cursorAt(1)}`)).events[0].reason).toBe('cursor_too_old')
})

test('a long poll answers at the commit it waited for', async () => {
  const { append, page, cursorAt, hint, listeners } = logHarness()
  const waiting = page(`?wait=20000&after=${await cursorAt(0)}`)
  await settle()
  append()
  hint('globex', 1)
  hint('acme', 1)
  expect((await waiting).events).toHaveLength(1)
  expect(listeners()).toBe(0)
})

test('a long poll finds an event whose hint was lost', async () => {
  const { append, page, cursorAt, clock } = logHarness()
  const waiting = page(`?wait=20000&after=${await cursorAt(0)}`)
  await settle()
  append()
  clock.advance(5000)
  expect((await waiting).events).toHaveLength(1)
})

test('a long poll without events ends empty after its time and leaves no timer', async () => {
  const { page, cursorAt, clock } = logHarness()
  const after = await cursorAt(0)
  const waiting = page(`?wait=6000&after=${after}`)
  for (const stepMs of [5000, 1000]) {
    await settle()
    clock.advance(stepMs)
  }
  expect(await waiting).toEqual({ events: [], cursor: after, has_more: false })
  expect(clock.pendingTimers()).toBe(0)
})

test('a long poll ends with the token that asked for it', async () => {
  const { clock, ask, cursorAt } = logHarness({ expiresInMs: 3000 })
  const waiting = ask(`/api/v1/events?wait=20000&after=${await cursorAt(0)}`)
  await settle()
  clock.advance(3000)
  expect(await (await waiting).json()).toMatchObject({ events: [], has_more: false })
  expect(clock.pendingTimers()).toBe(0)
})

test('a long poll tells nothing to whom access was revoked meanwhile', async () => {
  const { append, ask, cursorAt, hint, clock, revocation } = logHarness()
  const waiting = ask(`/api/v1/events?wait=20000&after=${await cursorAt(0)}`)
  await settle()
  clock.advance(1)
  revocation.at = clock.env.now()
  append()
  hint('acme', 1)
  expect(await (await waiting).json()).toMatchObject({ status: 401, code: 'unauthorized' })
})

test('a long poll ends when its request is aborted or the server drains', async () => {
  const { ask, cursorAt, drain, listeners, clock } = logHarness()
  const path = `/api/v1/events?wait=20000&after=${await cursorAt(0)}`
  const caller = new AbortController()
  const polls = [ask(path, { signal: caller.signal }), ask(path)]
  await settle()
  expect(listeners()).toBe(2)
  caller.abort()
  await polls[0]
  expect(listeners()).toBe(1)
  drain()
  expect((await polls[1])?.status).toBe(200)
  expect([listeners(), clock.pendingTimers()]).toEqual([0, 0])
})

import { expect, test } from 'vitest'
import { aConversation } from '../testing/entities'
import { setUp } from '../testing/set-up'
import { replyWindowAt } from './reply-window'

const HOUR_MS = 3_600_000
const NOW_MS = Date.parse('2026-01-15T10:00:00.000Z')
const inMs = (ms: number) => new Date(NOW_MS + ms).toISOString()

test.each([
  [null, 'whatsapp', 'closed'],
  [null, 'webchat', 'none'],
  [inMs(3 * HOUR_MS), 'whatsapp', 'open'],
  [inMs(2 * HOUR_MS), 'whatsapp', 'closing'],
  [inMs(1), 'whatsapp', 'closing'],
  [inMs(0), 'whatsapp', 'closed'],
] as const)('a window that ends at %s on %s is %s', (reply_window_ends_at, channel, state) => {
  const window = replyWindowAt(aConversation({ reply_window_ends_at, channel }), NOW_MS)
  expect(window.state).toBe(state)
  expect(window.allows.includes('text')).toBe(state !== 'closed')
  expect(window.allows).toContain('template')
})

test('a conversation that is not known yet forbids nothing', () => {
  expect(replyWindowAt(null, NOW_MS)).toMatchObject({ state: 'none', closesAt: null })
})

async function openWindow(endsAt: string) {
  const world = setUp()
  world.server.log.seed({ id: 'c1', reply_window_ends_at: endsAt })
  const window = world.client.replyWindow('c1')
  const seen: string[] = []
  const unsubscribe = window.subscribe(() => seen.push(window.getSnapshot().state))
  void world.client.connect()
  await world.env.advance(100)
  return { ...world, window, seen, unsubscribe }
}

test('the window closes by the clock alone, and the customer opens it again', async () => {
  const { env, server, client, window, seen, unsubscribe } = await openWindow(inMs(3 * HOUR_MS))
  await env.advance(3 * HOUR_MS)
  expect(seen).toEqual(['none', 'open', 'closing', 'closed'])
  server.log.updates('c1', { reply_window_ends_at: inMs(27 * HOUR_MS) })
  await env.advance(100)
  expect(window.getSnapshot()).toMatchObject({ state: 'open', closesAt: inMs(27 * HOUR_MS) })
  unsubscribe()
  await client.close()
  expect(env.pendingTimers).toBe(0)
})

test('a snapshot that did not change is the same object', async () => {
  const { window, env } = await openWindow(inMs(3 * HOUR_MS))
  const before = window.getSnapshot()
  await env.advance(1_000)
  expect(window.getSnapshot()).toBe(before)
})

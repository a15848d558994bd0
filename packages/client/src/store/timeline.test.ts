import type { Message } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatch } from '../lib/batch'
import { aMessage } from '../testing/entities'
import { compareMessages, confirmedItem } from './reduce'
import { createStoredTimeline } from './timeline'

const TIME = Date.parse('2026-01-15T10:00:00.000Z')
const numbered = (seq: number, fields: Partial<Message> = {}) =>
  aMessage({ id: `m${seq}`, seq, version: seq, created_at: new Date(TIME + seq).toISOString(), ...fields })

function aTimeline() {
  const batch = createBatch((error) => {
    throw error
  })
  const timeline = createStoredTimeline(batch, () => undefined)
  return { timeline, ids: () => timeline.cell.getSnapshot().items.map(({ id }) => id) }
}

test('messages stand by time and then by log position, whatever order they come in', () => {
  const messages = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(50)), { selector: ([, seq]) => seq })
  fc.assert(
    fc.property(messages, (places) => {
      const { timeline } = aTimeline()
      timeline.land({ items: [], isFirst: true }, { isNewest: true })
      for (const [minute, seq] of places) {
        const created_at = new Date(TIME + minute * 60_000).toISOString()
        timeline.apply({ kind: 'message', message: numbered(seq, { created_at }) })
      }
      const { items } = timeline.cell.getSnapshot()
      expect(items).toHaveLength(places.length)
      expect(items).toEqual([...items].sort(compareMessages))
    }),
  )
})

test('a late message below what is loaded stays hidden until its page is loaded', () => {
  const { timeline, ids } = aTimeline()
  timeline.land({ items: [numbered(10), numbered(11)], isFirst: false }, { isNewest: true })
  const late = numbered(12, { created_at: numbered(5).created_at })
  timeline.apply({ kind: 'message', message: late })
  expect(ids()).toEqual(['m10', 'm11'])
  timeline.land({ items: [numbered(4), late], isFirst: true }, { isNewest: false })
  expect(ids()).toEqual(['m4', 'm12', 'm10', 'm11'])
})

test('what happens while a page is on its way is applied to it when it lands', () => {
  const { timeline } = aTimeline()
  timeline.land({ items: [numbered(10)], isFirst: false }, { isNewest: true })
  const flight = timeline.beginFlight()
  timeline.apply({
    kind: 'status',
    change: { message_id: 'm5', conversation_id: 'conversation-1', status: 'read', version: 20 },
  })
  timeline.apply({ kind: 'message', message: numbered(21, { created_at: numbered(6).created_at }) })
  timeline.land({ items: [numbered(5, { status: 'sent' })], isFirst: true }, { isNewest: false })
  flight.end()
  expect(timeline.cell.getSnapshot().items.map(({ id, status }) => [id, status])).toEqual([
    ['m5', 'read'],
    ['m21', 'read'],
    ['m10', 'read'],
  ])
})

test('loading anew keeps what arrived meanwhile and drops what the server no longer has', () => {
  const { timeline, ids } = aTimeline()
  timeline.land({ items: [numbered(1), numbered(2)], isFirst: true }, { isNewest: true })
  const flight = timeline.beginFlight()
  timeline.apply({ kind: 'message', message: numbered(4) })
  timeline.land({ items: [numbered(2), numbered(3)], isFirst: true }, { isNewest: true })
  flight.end()
  expect(ids()).toEqual(['m2', 'm3', 'm4'])
})

test('more events in flight than are remembered make the page incomplete', () => {
  const { timeline } = aTimeline()
  const flight = timeline.beginFlight()
  for (let seq = 1; seq <= 2_000; seq += 1) timeline.apply({ kind: 'message', message: numbered(seq) })
  expect(flight.isWhole()).toBe(true)
  timeline.apply({ kind: 'message', message: numbered(2_001) })
  expect(flight.isWhole()).toBe(false)
})

test('a late sent does not undo delivered', () => {
  const { timeline } = aTimeline()
  timeline.land({ items: [numbered(1, { status: 'pending' })], isFirst: true }, { isNewest: true })
  const change = { message_id: 'm1', conversation_id: 'conversation-1' }
  timeline.apply({ kind: 'status', change: { ...change, status: 'delivered', version: 5 } })
  timeline.apply({ kind: 'status', change: { ...change, status: 'sent', version: 3 } })
  timeline.apply({ kind: 'message', message: numbered(1, { status: 'pending', version: 2 }) })
  expect(timeline.get('m1')).toMatchObject({ status: 'delivered', version: 5 })
})

test('a failure that was settled takes its error along', () => {
  const { timeline } = aTimeline()
  const error = { code: 'undeliverable', title: 'No WhatsApp', retryable: false }
  timeline.land({ items: [numbered(1, { status: 'failed', error })], isFirst: true }, { isNewest: true })
  const change = { message_id: 'm1', conversation_id: 'conversation-1', status: 'delivered', version: 5 }
  timeline.apply({ kind: 'status', change })
  expect(timeline.get('m1')).not.toHaveProperty('error')
})

test('a message of ours leaves the overlay in the same snapshot in which the confirmed one comes', () => {
  const { timeline } = aTimeline()
  timeline.land({ items: [numbered(1)], isFirst: true }, { isNewest: true })
  timeline.setOverlay([{ ...confirmedItem(numbered(99, { id: 'key-1' })), origin: 'outbox', status: 'sending' }])
  timeline.apply({ kind: 'message', message: numbered(2, { client_message_id: 'key-1' }) })
  expect(timeline.cell.getSnapshot().items.map(({ id, key }) => [id, key])).toEqual([
    ['m1', 'm1'],
    ['m2', 'key-1'],
  ])
})

test('nothing new leaves the snapshot the same object', () => {
  const { timeline } = aTimeline()
  timeline.land({ items: [numbered(1)], isFirst: true }, { isNewest: true })
  const before = timeline.cell.getSnapshot()
  timeline.apply({ kind: 'message', message: numbered(1) })
  timeline.setOverlay([])
  expect(timeline.cell.getSnapshot()).toBe(before)
})

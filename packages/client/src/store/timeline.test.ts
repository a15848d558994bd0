import type { Message } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatch } from '../lib/batch'
import { aMessage } from '../testing/entities'
import type { MessagePlace } from './reduce'
import { compareMessages, confirmedItem } from './reduce'
import type { MessageEvent, MessagePage } from './timeline'
import type { MessageItem } from './snapshots'
import { createStoredTimeline, FIRST, LAST } from './timeline'

const TIME = Date.parse('2026-01-15T10:00:00.000Z')
const numbered = (seq: number, fields: Partial<Message> = {}) =>
  aMessage({ id: `m${seq}`, seq, version: seq, created_at: new Date(TIME + seq).toISOString(), ...fields })

/** The newest messages; `from` where something older is there. */
const newest = (items: readonly Message[], from: MessagePlace = FIRST): MessagePage => ({ items, from, to: LAST })

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
      timeline.land(newest([]))
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
  timeline.land(newest([numbered(10), numbered(11)], numbered(10)))
  const late = numbered(12, { created_at: numbered(5).created_at })
  timeline.apply({ kind: 'message', message: late })
  expect(ids()).toEqual(['m10', 'm11'])
  timeline.land({ items: [numbered(4), late], from: FIRST, to: numbered(10) })
  expect(ids()).toEqual(['m4', 'm12', 'm10', 'm11'])
})

test('what happens while a page is on its way is applied to it when it lands', () => {
  const { timeline } = aTimeline()
  timeline.land(newest([numbered(10)], numbered(10)))
  const flight = timeline.beginFlight()
  timeline.apply({
    kind: 'status',
    change: { message_id: 'm5', conversation_id: 'conversation-1', status: 'read', version: 20 },
  })
  timeline.apply({ kind: 'message', message: numbered(21, { created_at: numbered(6).created_at }) })
  timeline.land({ items: [numbered(5, { status: 'sent' })], from: FIRST, to: numbered(10) })
  flight.end()
  expect(timeline.cell.getSnapshot().items.map(({ id, status }) => [id, status])).toEqual([
    ['m5', 'read'],
    ['m21', 'read'],
    ['m10', 'read'],
  ])
})

test('loading anew keeps what arrived meanwhile and drops what the server no longer has', () => {
  const { timeline, ids } = aTimeline()
  timeline.land(newest([numbered(1), numbered(2)]))
  timeline.expire()
  const flight = timeline.beginFlight()
  timeline.apply({ kind: 'message', message: numbered(4) })
  timeline.land(newest([numbered(2), numbered(3)]))
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
  timeline.land(newest([numbered(1, { status: 'pending' })]))
  const change = { message_id: 'm1', conversation_id: 'conversation-1' }
  timeline.apply({ kind: 'status', change: { ...change, status: 'delivered', version: 5 } })
  timeline.apply({ kind: 'status', change: { ...change, status: 'sent', version: 3 } })
  timeline.apply({ kind: 'message', message: numbered(1, { status: 'pending', version: 2 }) })
  expect(timeline.get('m1')).toMatchObject({ status: 'delivered', version: 5 })
})

test('a failure that was settled takes its error along', () => {
  const { timeline } = aTimeline()
  const error = { code: 'undeliverable', title: 'No WhatsApp', retryable: false }
  timeline.land(newest([numbered(1, { status: 'failed', error })]))
  const change = { message_id: 'm1', conversation_id: 'conversation-1', status: 'delivered', version: 5 }
  timeline.apply({ kind: 'status', change })
  expect(timeline.get('m1')).not.toHaveProperty('error')
})

test('a message of ours leaves the overlay in the same snapshot in which the confirmed one comes', () => {
  const { timeline } = aTimeline()
  timeline.land(newest([numbered(1)]))
  timeline.setOverlay([{ ...confirmedItem(numbered(99, { id: 'key-1' })), origin: 'outbox', status: 'sending' }])
  timeline.apply({ kind: 'message', message: numbered(2, { client_message_id: 'key-1' }) })
  expect(timeline.cell.getSnapshot().items.map(({ id, key }) => [id, key])).toEqual([
    ['m1', 'm1'],
    ['m2', 'key-1'],
  ])
})

test('nothing new leaves the snapshot the same object', () => {
  const { timeline } = aTimeline()
  timeline.land(newest([numbered(1)]))
  const before = timeline.cell.getSnapshot()
  timeline.apply({ kind: 'message', message: numbered(1) })
  timeline.setOverlay([])
  expect(timeline.cell.getSnapshot()).toBe(before)
})

test('a range that touches another grows together with it, and one beyond a gap does not', () => {
  const { timeline, ids } = aTimeline()
  timeline.land(newest([numbered(30), numbered(31)], numbered(30)))
  timeline.land({ items: [numbered(10), numbered(11)], from: numbered(10), to: numbered(11) })
  expect(ids()).toEqual(['m30', 'm31'])
  timeline.show(numbered(10))
  expect(ids()).toEqual(['m10', 'm11'])
  expect(timeline.cell.getSnapshot()).toMatchObject({ hasOlder: true, hasNewer: true })
  timeline.land({ items: [numbered(12), numbered(29)], from: numbered(11), to: numbered(29) })
  expect(ids()).toEqual(['m10', 'm11', 'm12', 'm29'])
  timeline.land({ items: [numbered(30)], from: numbered(29), to: numbered(30) })
  expect(ids()).toEqual(['m10', 'm11', 'm12', 'm29', 'm30', 'm31'])
  expect(timeline.cell.getSnapshot()).toMatchObject({ hasOlder: true, hasNewer: false })
})

test('while older messages are read, new ones and those on their way go where the newest are', () => {
  const { timeline, ids } = aTimeline()
  timeline.land(newest([numbered(30)], numbered(30)))
  timeline.land({ items: [numbered(10)], from: FIRST, to: numbered(10) })
  timeline.show(numbered(10))
  timeline.setOverlay([{ ...confirmedItem(numbered(99, { id: 'key-1' })), origin: 'outbox', status: 'sending' }])
  timeline.apply({ kind: 'message', message: numbered(31) })
  expect(ids()).toEqual(['m10'])
  timeline.show(LAST)
  expect(ids()).toEqual(['m30', 'm31', 'key-1'])
})

test('a message that falls into a gap is not shown, whichever range is', () => {
  const { timeline, ids } = aTimeline()
  timeline.land(newest([numbered(30)], numbered(30)))
  timeline.land({ items: [numbered(10)], from: FIRST, to: numbered(10) })
  timeline.apply({ kind: 'message', message: numbered(40, { created_at: numbered(20).created_at }) })
  expect(ids()).toEqual(['m30'])
  timeline.show(numbered(10))
  expect(ids()).toEqual(['m10'])
})

test('what expired stays on screen, follows events, and gives way to the next page', () => {
  const { timeline, ids } = aTimeline()
  timeline.land(newest([numbered(1), numbered(2)]))
  timeline.expire()
  timeline.apply({ kind: 'message', message: numbered(3) })
  expect(ids()).toEqual(['m1', 'm2', 'm3'])
  expect(timeline.covers(LAST)).toBe(false)
  timeline.land(newest([numbered(3), numbered(4)], numbered(3)))
  expect(ids()).toEqual(['m3', 'm4'])
  expect(timeline.covers(LAST)).toBe(true)
})

test('a message confirmed before its range is loaded stays on screen under its key', () => {
  const { timeline, ids } = aTimeline()
  const onItsWay = { ...confirmedItem(numbered(99, { id: 'key-1' })), origin: 'outbox', status: 'sending' } as const
  timeline.setOverlay([onItsWay])
  timeline.apply({ kind: 'message', message: numbered(5, { client_message_id: 'key-1' }) })
  expect(ids()).toEqual(['m5'])
  timeline.setOverlay([onItsWay, { ...onItsWay, id: 'key-2', key: 'key-2' }])
  expect(ids()).toEqual(['m5', 'key-2'])
  timeline.land(newest([numbered(4), numbered(5, { client_message_id: 'key-1' })]))
  expect(ids()).toEqual(['m4', 'm5', 'key-2'])
  timeline.setOverlay([])
  expect(ids()).toEqual(['m4', 'm5'])
})

test('what is held stays bounded, around what is read, and what was let go is a gap again', () => {
  const { timeline, ids } = aTimeline()
  timeline.land(newest(range(10_000, 29_999)))
  timeline.apply({ kind: 'message', message: numbered(30_000) })
  timeline.apply({ kind: 'message', message: numbered(30_001) })
  expect(timeline.size()).toBe(10_001)
  expect([ids()[0], ids().at(-1)]).toEqual(['m20001', 'm30001'])
  expect(timeline.cell.getSnapshot()).toMatchObject({ hasOlder: true, hasNewer: false })
  timeline.show(numbered(20_001))
  timeline.land({ items: range(5_000, 20_000), from: numbered(5_000), to: numbered(20_001) })
  expect(timeline.size()).toBeLessThanOrEqual(20_000)
  expect(ids()).toContain('m20001')
  expect(timeline.cell.getSnapshot()).toMatchObject({ hasOlder: true, hasNewer: true })
})

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => numbered(from + index))

test('pages, events, repeats and jumps in any order show exactly what the server has in the range they reach', () => {
  const step = fc.record({
    kind: fc.constantFrom('arrives', 'arrives', 'late', 'edit', 'older', 'newer', 'around', 'newest', 'expire'),
    where: fc.double({ min: 0, max: 0.999, noNaN: true }),
    /** How many of the last events are told again, and happen while the page is on its way. */
    repeats: fc.nat(4),
    meanwhile: fc.nat(3),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const world = aConversation()
      world.take(() => world.newest(), 0)
      for (const { kind, where, repeats, meanwhile } of steps) {
        if (kind === 'arrives' || kind === 'late') world.arrives(kind === 'late' ? where : 1)
        else if (kind === 'edit') world.edits(where)
        else if (kind === 'expire') world.timeline.expire()
        else world.take(() => world[kind](where), meanwhile)
        world.repeat(repeats)
        world.expectTruth()
      }
    }),
    { numRuns: 300 },
  )
})

/** The server's side of one conversation, of which pages of three are read. */
function aConversation() {
  const { timeline } = aTimeline()
  const events: MessageEvent[] = []
  let held: Message[] = range(1, 12)
  let version = 1_000
  const tell = (message: Message): void => {
    held = [...held.filter(({ id }) => id !== message.id), message].sort(compareMessages)
    const event: MessageEvent = { kind: 'message', message }
    events.push(event)
    timeline.apply(event)
  }
  const arrives = (where: number): void => {
    version += 1
    const at = where === 1 ? version : Math.floor(where * 1_000)
    tell(numbered(version, { created_at: numbered(at).created_at }))
  }
  const edits = (where: number): void => {
    const message = held[Math.floor(where * held.length)]
    if (message) tell({ ...message, content: `edit ${version}`, version: (version += 1) })
  }
  const page = (start: number, end: number, shown: Partial<MessagePage> = {}): MessagePage => {
    const items = held.slice(Math.max(0, start), end)
    return {
      items,
      from: (start > 0 && items[0]) || FIRST,
      to: (end < held.length && items.at(-1)) || LAST,
      ...shown,
    }
  }
  const indexOf = (id: string | undefined) => held.findIndex((message) => message.id === id)
  /** Nothing is loaded beside what does not count any more. */
  const reliable = (edge: MessageItem | undefined) => (edge && timeline.covers(edge) ? edge : undefined)
  return {
    timeline,
    arrives,
    edits,
    repeat: (count: number) => events.slice(-count).forEach(timeline.apply),
    newest: () => page(held.length - 3, held.length),
    around: (where: number) => {
      const target = Math.floor(where * held.length)
      return page(target - 1, target + 2)
    },
    older: () => {
      const edge = reliable(timeline.shown()?.oldest)
      const index = indexOf(edge?.id)
      return edge ? page(index - 3, index, { to: edge }) : page(held.length - 3, held.length)
    },
    newer: () => {
      const edge = reliable(timeline.shown()?.newest)
      const index = indexOf(edge?.id)
      return edge ? page(index + 1, index + 4, { from: edge }) : page(held.length - 3, held.length)
    },
    /** Reads a page, hears of other things, and only then puts it in place and goes there. */
    take: (read: () => MessagePage, meanwhile: number) => {
      const flight = timeline.beginFlight()
      const landing = read()
      for (let count = 0; count < meanwhile; count += 1) {
        if (count % 2) edits(count / 3)
        else arrives(count / 2 || 1)
      }
      if (meanwhile === 3) timeline.expire()
      if (flight.isWhole()) {
        timeline.land(landing)
        timeline.show(landing.items[1] ?? landing.items[0] ?? landing.to)
      }
      flight.end()
    },
    expectTruth: () => {
      const shown = timeline.shown()
      if (!shown) throw new Error('nothing is shown')
      const within = held.filter(
        (message) => compareMessages(shown.from, message) <= 0 && compareMessages(message, shown.to) <= 0,
      )
      const { items, hasOlder, hasNewer } = timeline.cell.getSnapshot()
      expect(items.map(({ id, content }) => [id, content])).toEqual(within.map(({ id, content }) => [id, content]))
      if (!hasOlder) expect(items[0]?.id).toBe(held[0]?.id)
      if (!hasNewer) expect(items.at(-1)?.id).toBe(held.at(-1)?.id)
    },
  }
}

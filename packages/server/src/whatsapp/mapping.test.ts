import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mapDelivery, MAX_PARTS, type Route } from './mapping'
import { change, delivery, joao, message, NUMBER, status, text } from './testing/deliveries'

const route: Route = ({ phoneNumberId }) =>
  phoneNumberId === null || phoneNumberId.startsWith('unknown')
    ? null
    : { tenant_id: `tenant of ${phoneNumberId}`, channel_id: phoneNumberId }

test('messages and statuses of one delivery arrive together', () => {
  const payload = delivery(change({ contacts: [joao], messages: [text('Oi')], statuses: [status('sent')] }))
  const { batches, unrouted } = mapDelivery(payload, route)
  expect(batches).toMatchObject([
    { channel_id: NUMBER, items: [{ kind: 'message' }, { kind: 'status' }], set_aside: [] },
  ])
  expect(unrouted).toEqual([])
})

test('each number gets its own batch', () => {
  const payload = delivery(
    change({ messages: [text('a')] }, 'one'),
    change({ messages: [text('b')] }, 'two'),
    change({ messages: [text('c')] }, 'one'),
  )
  const contents = mapDelivery(payload, route).batches.map(({ tenant_id, items }) => [
    tenant_id,
    items.map((item) => (item.kind === 'message' ? item.message.content : item.kind)),
  ])
  expect(contents).toEqual([
    ['tenant of one', ['a', 'c']],
    ['tenant of two', ['b']],
  ])
})

test('a bad item leaves its neighbours alone', () => {
  const messages = [null, text('Oi'), { id: {} }, 'x']
  const payload = delivery('no change', change({ contacts: ['x', joao], messages, statuses: [{}, status('read')] }))
  const { batches, unrouted } = mapDelivery(payload, route)
  expect(batches[0]?.items).toMatchObject([
    { kind: 'message', message: { content: 'Oi' }, contact: { name: 'João' } },
    { kind: 'status', status: 'read' },
  ])
  expect(batches[0]?.set_aside.map(({ reason }) => reason)).toEqual([
    'unreadable_message',
    'unreadable_message',
    'unreadable_message',
    'unreadable_status',
  ])
  expect(unrouted).toEqual([{ reason: 'unknown_number', raw: 'no change' }])
})

test('other fields are kept aside for their number', () => {
  const raw = { ...change({ calls: [{ id: 'wacid.1' }] }), field: 'calls' }
  expect(mapDelivery(delivery(raw), route).batches).toEqual([
    { tenant_id: `tenant of ${NUMBER}`, channel_id: NUMBER, items: [], set_aside: [{ reason: 'field:calls', raw }] },
  ])
})

test('messages under another field are not taken for news', () => {
  const raw = { ...change({ contacts: [joao], messages: [text('from last year')] }), field: 'history' }
  expect(mapDelivery(delivery(raw), route).batches[0]).toMatchObject({
    items: [],
    set_aside: [{ reason: 'field:history' }],
  })
})

test('an error of the number itself is kept aside', () => {
  const error = { code: 130429, title: 'Rate limit hit' }
  const { batches } = mapDelivery(delivery(change({ errors: [error] })), route)
  expect(batches[0]?.set_aside).toEqual([{ reason: 'provider_error', raw: error }])
})

test('what is for an unknown number is not read', () => {
  const raw = change({ messages: [text('Oi')] }, 'unknown-1')
  const { batches, unrouted } = mapDelivery(delivery(raw), route)
  expect(batches).toEqual([])
  expect(unrouted).toEqual([{ reason: 'unknown_number', raw }])
})

test.each([[null], [7], ['x'], [[]]])('the delivery %j is kept as unreadable', (payload) => {
  const { batches, unrouted } = mapDelivery(payload, route)
  expect(batches).toEqual([])
  expect(unrouted).toEqual([{ reason: 'unreadable_delivery', raw: payload }])
})

test('a list that is none is read as its only item', () => {
  const payload = { entry: { id: '1', changes: change({ contacts: joao, messages: text('Oi') }) } }
  expect(mapDelivery(payload, route).batches[0]?.items).toMatchObject([{ message: { content: 'Oi' } }])
})

test('more parts than Meta ever sends are kept in one piece', () => {
  const many = (count: number) => Array.from({ length: count }, () => 0)
  const messages = change({ messages: many(MAX_PARTS) })
  const kept = mapDelivery(delivery(change({ statuses: [status('sent')] }), messages), route).batches[0]
  expect(kept).toMatchObject({ items: [{ kind: 'status' }], set_aside: [{ reason: 'too_many_parts', raw: messages }] })
  expect(mapDelivery({ entry: many(1_500_000) }, route).unrouted).toMatchObject([{ reason: 'too_many_parts' }])
  expect(mapDelivery({ entry: [{ changes: many(1_500_000) }] }, route).unrouted).toMatchObject([
    { reason: 'too_many_parts' },
  ])
})

const items = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('messages' as const), raw: fc.string().map((body) => text(body)) }),
    fc.record({
      kind: fc.constant('messages' as const),
      raw: fc.constantFrom(message('hologram'), message('sticker')),
    }),
    fc.record({
      kind: fc.constant('statuses' as const),
      raw: fc.constantFrom(...['sent', 'read', 'odd'].map((name) => status(name))),
    }),
    fc.record({ kind: fc.constantFrom('messages' as const, 'statuses' as const), raw: fc.jsonValue() }),
  ),
  { maxLength: 8 },
)

type Item = { kind: 'messages' | 'statuses'; raw: unknown }

/** What a set of deliveries holds, whatever their borders. */
const contentOf = (deliveries: unknown[]): string[] =>
  deliveries
    .flatMap((payload) => mapDelivery(payload, route).batches)
    .flatMap(({ items: read, set_aside }) => [...read, ...set_aside])
    .map((one) => JSON.stringify(one))
    .sort()

const together = (group: Item[]): unknown =>
  change({
    contacts: [joao],
    messages: group.filter(({ kind }) => kind === 'messages').map(({ raw }) => raw),
    statuses: group.filter(({ kind }) => kind === 'statuses').map(({ raw }) => raw),
  })

test('any split and order of the same items reads the same', () => {
  fc.assert(
    fc.property(items, fc.infiniteStream(fc.nat(3)), fc.infiniteStream(fc.nat()), (all, cuts, ranks) => {
      const some = all.filter(({ raw }) => raw !== null && !Array.isArray(raw))
      const shuffled = some
        .map((item) => ({ item, rank: ranks.next().value ?? 0 }))
        .sort((left, right) => left.rank - right.rank)
        .map(({ item }) => item)
      const groups: Item[][] = [[], [], [], []]
      for (const item of shuffled) groups[cuts.next().value ?? 0]?.push(item)
      const filled = groups.filter((group) => group.length > 0).map(together)
      const whole = some.length === 0 ? [] : [delivery(together(some))]
      expect(contentOf(filled.map((one) => delivery(one)))).toEqual(contentOf(whole))
      expect(contentOf([delivery(...filled)])).toEqual(contentOf(whole))
    }),
  )
})

test('a duplicate reads as the same items again', () => {
  fc.assert(
    fc.property(items, (all) => {
      const payload = delivery(together(all))
      expect(mapDelivery(payload, route)).toEqual(mapDelivery(structuredClone(payload), route))
    }),
  )
})

test('no JSON makes it throw, and nothing in it gets lost', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { batches, unrouted } = mapDelivery(delivery(change({ messages: [value, text('Oi')] })), route)
      const kept = batches.flatMap((batch) => [...batch.items, ...batch.set_aside])
      expect(kept.length + unrouted.length).toBe(2)
      expect(() => mapDelivery(value, route)).not.toThrow()
      expect(() =>
        mapDelivery({ entry: [value, { changes: [value, { field: 'messages', value }] }] }, route),
      ).not.toThrow()
    }),
  )
})

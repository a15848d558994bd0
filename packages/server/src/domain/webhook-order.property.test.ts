import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agent, listQuery, openTestInbox, sendBody, statusItem, textItem } from '../testing/test-inbox'
import type { ReceivedItem } from './ports'

/** Each run opens two databases; a busy machine takes its time. */
const TIMEOUT_MS = 60_000
const HOUR_MS = 3_600_000
const FIRST_CUSTOMER = { address: '5511999990000', name: 'Person 0', phone: '+5511999990000' }

const contactOf = (person: number) => ({
  address: `551199999000${person}`,
  name: `Person ${person}`,
  phone: `+551199999000${person}`,
})

const item: fc.Arbitrary<(index: number, nowMs: number) => ReceivedItem> = fc.oneof(
  // An hour old or more, so that the provider's time is what orders them; receipt depends on the order by its nature.
  fc.nat(2).map(
    (person) =>
      (index: number, nowMs: number): ReceivedItem =>
        textItem(`wamid.${index}`, { contact: contactOf(person), provider_time: nowMs - HOUR_MS - index * 1_000 }),
  ),
  fc
    .record({ person: fc.nat(1), target: fc.nat(3), emoji: fc.constantFrom('👍', '❤️', null) })
    .map(({ person, target, emoji }) => (index: number): ReceivedItem => ({
      kind: 'reaction',
      external_id: `reaction.${index}`,
      target_external_id: target === 0 ? 'wamid.ours' : `wamid.${target}`,
      provider_time: index * 1_000,
      emoji,
      contact: contactOf(person),
    })),
  fc
    .constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'failed' as const)
    .map((status) => (): ReceivedItem => statusItem('wamid.ours', status)),
)

/** Plays deliveries to an inbox with one sent message; answers with what an agent sees, without what is ours to number. */
async function play(deliveries: (nowMs: number) => ReceivedItem[][]) {
  const core = await openTestInbox()
  const { id } = await core.customerWrites('wamid.first', { contact: FIRST_CUSTOMER })
  await core.inbox.messages.send(agent, id, sendBody())
  const [claim] = await core.queues.claimDeliveries(1, HOUR_MS)
  if (claim === undefined) throw new Error('nothing to send')
  await core.queues.settleDelivery(claim, { kind: 'accepted', external_id: 'wamid.ours', held: false })
  for (const items of deliveries(core.env.now())) await core.receive(...items)
  const view = []
  for (const conversation of (await core.inbox.conversations.list(agent, listQuery())).items) {
    const { status, unread_count, last_message, last_message_time, reply_window_ends_at, contact } = conversation
    const messages = (await core.inbox.messages.list(agent, conversation.id, listQuery())).items
    view.push({
      ...{ status, unread_count, last_message, last_message_time, reply_window_ends_at, name: contact.name },
      messages: messages.map(({ external_id, content, status, created_at, reactions }) => ({
        ...{ external_id, content, status, created_at },
        reactions: reactions.map(({ emoji }) => emoji),
      })),
    })
  }
  await core.database.close()
  return view.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Cuts a list into deliveries at the given places. */
const split = (items: ReceivedItem[], cuts: readonly number[]): ReceivedItem[][] => {
  const places = [...new Set(cuts.map((cut) => cut % (items.length + 1)))].sort((a, b) => a - b)
  return [...places, items.length].map((end, index) => items.slice(index === 0 ? 0 : places[index - 1], end))
}

test(
  'any permutation, duplication and split of deliveries gives the same state',
  async () => {
    const game = fc.array(item, { minLength: 1, maxLength: 10 }).chain((makers) => {
      const indexes = makers.map((_, index) => index)
      const shuffled = fc.shuffledSubarray([...indexes, ...indexes], { minLength: indexes.length * 2 })
      return fc.tuple(fc.constant(makers), shuffled, fc.array(fc.nat(20), { maxLength: 5 }))
    })
    await fc.assert(
      fc.asyncProperty(game, async ([makers, order, cuts]) => {
        const make = (nowMs: number) => makers.map((maker, index) => maker(index + 1, nowMs))
        const plain = await play((nowMs) => [make(nowMs)])
        const mixed = await play((nowMs) => {
          const items = make(nowMs)
          return split(
            order.flatMap((index) => items[index] ?? []),
            cuts,
          )
        })
        expect(mixed).toEqual(plain)
      }),
      { numRuns: 60 },
    )
  },
  TIMEOUT_MS,
)

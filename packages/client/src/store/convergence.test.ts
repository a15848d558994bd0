import type { Conversation, DurableFrame, Message, MessageStatusChange } from '@pytake/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatch } from '../lib/batch'
import { aContact, aConversation, aMessage } from '../testing/entities'
import { createStoredList } from './conversation-list'
import { compareMessages } from './reduce'
import { createStore } from './store'
import { createStoredTimeline, FIRST, LAST } from './timeline'

/*
 * A small server history, and a client that hears of it in any way the wire allows: events in log order but with any
 * stretch repeated, and snapshots of any position arriving at any later time.
 */

const IDS = ['a', 'b', 'c'] as const
const at = (second: number) => new Date(Date.parse('2026-01-15T10:00:00.000Z') + second * 1000).toISOString()
const frameOf = (version: number) => ({ cursor: `e1.${version}`, at: at(version) })

type Change =
  | { kind: 'message'; conversation: string; lateBy: number }
  | { kind: 'status'; message: number; status: string }
  | { kind: 'edit'; message: number }
  | { kind: 'conversation'; conversation: string; unread: number }
  | { kind: 'contact'; conversation: string }
  | { kind: 'delete'; conversation: string }

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      conversation: fc.constantFrom(...IDS),
      lateBy: fc.constantFrom(0, 0, 0, 5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      message: fc.nat(20),
      status: fc.constantFrom('sent', 'delivered', 'read'),
    }),
  },
  fc.record({ kind: fc.constant('edit' as const), message: fc.nat(20) }),
  fc.record({ kind: fc.constant('conversation' as const), conversation: fc.constantFrom(...IDS), unread: fc.nat(5) }),
  fc.record({ kind: fc.constant('contact' as const), conversation: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant('delete' as const), conversation: fc.constant('c') }),
)

interface View {
  conversations: Conversation[]
  messages: Message[]
}

/** The server: the view after each change, and the event that tells of it. */
function history(changes: Change[]): { views: View[]; frames: DurableFrame[] } {
  const conversations = new Map(
    IDS.map((id) => [
      id as string,
      aConversation({
        id,
        contact_id: `contact-${id}`,
        contact: { id: `contact-${id}`, name: id, phone: null, version: 0 },
        version: 0,
      }),
    ]),
  )
  const messages = new Map<string, Message>()
  const frames: DurableFrame[] = []
  const view = (): View => ({
    conversations: [...conversations.values()],
    messages: [...messages.values()].sort(compareMessages),
  })
  const views = [view()]
  for (const change of changes) {
    const version = frames.length + 1
    const frame = applyChange(change, version, conversations, messages)
    if (frame === null) continue
    frames.push(frame)
    views.push(view())
  }
  return { views, frames }
}

function applyChange(
  change: Change,
  version: number,
  conversations: Map<string, Conversation>,
  messages: Map<string, Message>,
): DurableFrame | null {
  if (change.kind === 'message') {
    if (!conversations.has(change.conversation)) return null
    const created_at = at(version - change.lateBy)
    const data = aMessage({
      id: `m${version}`,
      conversation_id: change.conversation,
      seq: version,
      version,
      created_at,
    })
    messages.set(data.id, data)
    return { type: 'message_received', data, ...frameOf(version) }
  }
  if (change.kind === 'status' || change.kind === 'edit') {
    const held = [...messages.values()][change.message]
    if (held === undefined) return null
    if (change.kind === 'edit') {
      const data = { ...held, content: `edited ${version}`, version }
      messages.set(held.id, data)
      return { type: 'message_updated', data, ...frameOf(version) }
    }
    messages.set(held.id, { ...held, status: change.status, version })
    const data: MessageStatusChange = {
      message_id: held.id,
      conversation_id: held.conversation_id,
      status: change.status,
      version,
    }
    return { type: 'message_status_updated', data, ...frameOf(version) }
  }
  const held = conversations.get(change.conversation)
  if (held === undefined) return null
  if (change.kind === 'contact') {
    const data = aContact({ id: held.contact_id, name: `name ${version}`, phone: null, version })
    conversations.set(held.id, { ...held, contact: { ...held.contact, name: data.name, version } })
    return { type: 'contact_updated', data, ...frameOf(version) }
  }
  if (change.kind === 'delete') {
    conversations.delete(held.id)
    for (const message of messages.values()) if (message.conversation_id === held.id) messages.delete(message.id)
    const data = { conversation_id: held.id, contact_id: held.contact_id, version }
    return { type: 'conversation_deleted', data, ...frameOf(version) }
  }
  const data = { ...held, unread_count: change.unread, last_message_time: at(version), version }
  conversations.set(held.id, data)
  return { type: 'conversation_updated', data, ...frameOf(version) }
}

function createClientSide() {
  const batch = createBatch((error) => {
    throw error
  })
  const store = createStore(batch)
  const list = createStoredList({}, batch, () => undefined)
  const timeline = createStoredTimeline(batch, () => undefined)
  store.attachList(list)
  store.attachTimeline('a', timeline)
  return { store, list, timeline }
}

const seen = (items: readonly { id: string; version: number }[]) => items.map(({ id, version }) => `${id}@${version}`)

/** A place in the history, by its share of it. */
const share = fc.double({ min: 0, max: 0.999, noNaN: true })

test('repeated events and snapshots of any age end in the view of the server', () => {
  fc.assert(
    fc.property(
      fc.array(anyChange, { maxLength: 40, size: 'max' }),
      fc.array(fc.record({ readAt: share, arrivesAt: share, repeatFrom: share }), { maxLength: 8, size: 'max' }),
      share,
      (changes, disturbances, start) => {
        const { views, frames } = history(changes)
        const indexOf = (part: number) => Math.floor(part * frames.length)
        const begin = indexOf(start / 2)
        const { store, list, timeline } = createClientSide()
        const first = views[begin]
        if (first === undefined) throw new Error('no view')
        const takeSnapshot = (view: View) => {
          view.conversations.forEach(store.putConversation)
          view.messages.forEach(store.putMessage)
        }
        takeSnapshot(first)
        list.replace({ items: first.conversations, isLast: true }, store.known())
        timeline.land({
          items: first.messages.filter((message) => message.conversation_id === 'a'),
          from: FIRST,
          to: LAST,
        })
        for (let index = begin; index < frames.length; index += 1) {
          const frame = frames[index]
          if (frame) store.apply(frame)
          for (const { readAt, arrivesAt, repeatFrom } of disturbances) {
            if (indexOf(arrivesAt) !== index) continue
            // Never older than what was begun with: such a fetch would have been started before, and is dropped.
            const view = views[Math.max(begin, Math.min(indexOf(readAt), index))]
            if (view) takeSnapshot(view)
            frames.slice(Math.max(begin, Math.min(indexOf(repeatFrom), index)), index + 1).forEach(store.apply)
          }
        }
        const last = views.at(-1)
        const shown = list.cell.getSnapshot().items
        expect(seen([...shown].sort((a, b) => (a.id < b.id ? -1 : 1)))).toEqual(seen(last?.conversations ?? []))
        expect(shown.map(({ contact }) => contact.name).sort()).toEqual(
          last?.conversations.map(({ contact }) => contact.name).sort(),
        )
        const confirmed = timeline.cell.getSnapshot().items
        expect(seen(confirmed)).toEqual(seen(last?.messages.filter((message) => message.conversation_id === 'a') ?? []))
        expect(confirmed.map(({ status, content }) => [status, content])).toEqual(
          last?.messages
            .filter((message) => message.conversation_id === 'a')
            .map(({ status, content }) => [status, content]),
        )
      },
    ),
    { numRuns: 300 },
  )
})

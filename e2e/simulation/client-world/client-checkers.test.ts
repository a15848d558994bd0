import { createTestServer } from '@pytake/client/testing'
import { expect, test } from 'vitest'
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
import { followFrame } from './page-observer'

const item = (id: string, version: number, seq = version) => ({ id, version, seq, status: 'sent', created_at: 'now' })

test.each([
  ['another version', checkShown('list', [item('a', 1)], [item('a', 2)])],
  ['another order', checkShown('list', [item('a', 1), item('b', 2)], [item('b', 2), item('a', 1)])],
  ['wrong totals', checkCounts('ana', { all: 1, active: 0, waiting: 0, assigned: 0, closed: 0, unread: 0 }, [])],
  ['no totals', checkCounts('ana', null, [])],
  ['a later message first', checkOrder('c0', [item('b', 2), item('a', 1)])],
  ['one message twice', checkDoubles('c0', [{ id: 'x', client_message_id: 'k' }, { id: 'k' }])],
  ['an older version than was told', checkPrefix('c0', [item('a', 1)], new Map([['a', 2]]))],
  ['a missing message that was told', checkPrefix('c0', [], new Map([['a', 1]]))],
  ['a version nobody ever had', checkInvented('c0', [item('a', 3)], new Set(['a@1', 'a@2']))],
  ['two messages of one key', checkOneMessageAKey(['a', 'b'].map((id) => ({ id, client_message_id: 'k' })))],
  ['one text stored twice', checkOnce(['oi', 'oi'])],
  ['a later message stored first', checkFifo('c0', [2, 1])],
  [
    'a cursor that went back',
    checkCursors(
      'ana',
      [5, 4].map((position) => ({ epoch: 'e1', position })),
    ),
  ],
  ['a token in use after its end', checkRevocation([{ what: 'GET', atMs: 6_001, endedAtMs: 1_000 }])],
  ['what may not be seen', checkAccess('ana', ['c0'], new Set(['c0']))],
  ['a message that waits for ever', checkLiveness('ana', [{ id: 'a', state: { status: 'sending' } }], [])],
  ['a promise that never ends', checkLiveness('ana', [], ['oi'])],
  ["another user's message", checkOwnOutbox('bia', 'bia', ['ana 1'])],
  ['a message gone from the disk', checkNothingLost(new Set(['ana 1']), new Set())],
])('%s is one violation', (_, violations) => {
  expect(violations).toHaveLength(1)
})

test.each([
  ['equal lists', checkShown('list', [item('a', 1)], [item('a', 1)])],
  ['right totals', checkCounts('ana', { all: 0, active: 0, waiting: 0, assigned: 0, closed: 0, unread: 0 }, [])],
  ['order', checkOrder('c0', [item('a', 1), item('b', 2)])],
  ['messages of their own', checkDoubles('c0', [{ id: 'x', client_message_id: 'k' }, { id: 'y' }])],
  ['a newer version than was told', checkPrefix('c0', [item('a', 2)], new Map([['a', 1]]))],
  ['a version the server had', checkInvented('c0', [item('a', 1)], new Set(['a@1']))],
  ['messages without a key', checkOneMessageAKey([{ id: 'a' }, { id: 'b' }])],
  ['order of writing', checkFifo('c0', [1, 2, 5])],
  [
    'a cursor of a later epoch',
    checkCursors('ana', [
      { epoch: 'e1', position: 9 },
      { epoch: 'e2', position: 1 },
    ]),
  ],
  [
    'a token just ended, or endless',
    checkRevocation([
      { what: 'GET', atMs: 5_900, endedAtMs: 1_000 },
      { what: 'GET', atMs: 9, endedAtMs: null },
    ]),
  ],
  ['what failed for good', checkLiveness('ana', [{ id: 'a', state: { status: 'failed' } }], [])],
  ['what was found', checkNothingLost(new Set(['ana 1']), new Set(['ana 1']))],
])('%s is no violation', (_, violations) => {
  expect(violations).toEqual([])
})

test('a snapshot and the events after it make up the later one, and a lost event shows', () => {
  const { log } = createTestServer({ conversations: [{ name: 'João', id: 'c1', messages: ['Olá'] }] })
  const from = { conversations: new Map(log.conversations), messages: new Map(log.messages) }
  const { position } = log
  const { id } = log.receives('c1', 'Alguém?')
  log.changesStatus(id, 'read')
  log.changesContact('contact-of-c1', { name: 'João Silva' })
  const events = log.after(position)
  expect(checkSnapshotLaw(from, events, log)).toEqual([])
  expect(checkSnapshotLaw(from, events.slice(1), log)).not.toEqual([])
})

test('a gap is silent unless a reset, or a place of which nobody is told, explains it', () => {
  const at = 'now'
  const data = { conversation_id: 'c1', contact_id: 'k', version: 9 }
  const frame = { type: 'conversation_deleted' as const, data, at, cursor: 'e1.9' }
  const place = { epoch: 'e1', position: 7 }
  expect(followFrame('ana', place, frame, () => false).violation).toMatch(/no silent gap/)
  expect(followFrame('ana', place, frame, () => true).violation).toBeNull()
  expect(followFrame('ana', { ...place, position: 8 }, frame, () => false).violation).toBeNull()
  expect(followFrame('ana', { ...place, epoch: 'e0' }, frame, () => false).violation).toMatch(/without a reset/)
  const reset = { type: 'reset' as const, reason: 'cursor_too_old', cursor: 'e1.20' }
  expect(followFrame('ana', place, reset, () => false)).toMatchObject({ place: { position: 20 }, isReset: true })
})

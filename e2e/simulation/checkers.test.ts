import type { LogEvent } from '@pytake/server'
import { expect, test } from 'vitest'
import { checkDenseLog, checkDurableAcks, checkIdempotency, checkOncePerPhone } from './checkers'

const sent = (seq: number, id: string, key?: string): LogEvent => ({
  tenant_id: 't',
  seq,
  type: 'message_sent',
  conversation_id: 'c',
  created_at: '2026-01-05T09:00:00.000Z',
  data: {
    id,
    tenant_id: 't',
    conversation_id: 'c',
    seq,
    sender_type: 'agent',
    sender_id: 'ana',
    content: 'x',
    message_type: 'text',
    status: 'pending',
    ...(key !== undefined && { client_message_id: key }),
    reactions: [],
    metadata: {},
    created_at: '2026-01-05T09:00:00.000Z',
    updated_at: '2026-01-05T09:00:00.000Z',
    version: seq,
  },
})

test('a hole and a repetition in the log are seen', () => {
  expect(checkDenseLog([{ seq: 1 }, { seq: 2 }])).toEqual([])
  expect(checkDenseLog([{ seq: 1 }, { seq: 3 }])).toHaveLength(1)
  expect(checkDenseLog([{ seq: 1 }, { seq: 1 }])).toHaveLength(1)
})

test('an acknowledged message that is gone is seen', () => {
  expect(checkDurableAcks(new Set(['m1']), [sent(1, 'm1')])).toEqual([])
  expect(checkDurableAcks(new Set(['m1', 'm2']), [sent(1, 'm1')])).toEqual([
    'durable ack: m2 was acknowledged and is gone',
  ])
})

test('two messages of one key, and two answers to one key, are seen', () => {
  const clean = { answersByKey: new Map([['k', new Set(['m1'])]]), mismatches: [] }
  expect(checkIdempotency(clean, [sent(1, 'm1', 'k')])).toEqual([])
  expect(checkIdempotency(clean, [sent(1, 'm1', 'k'), sent(2, 'm2', 'k')])).toHaveLength(1)
  expect(checkIdempotency({ answersByKey: new Map([['k', new Set(['m1', 'm2'])]]), mismatches: [] }, [])).toHaveLength(
    1,
  )
})

test('a text that a phone shows twice is seen', () => {
  expect(checkOncePerPhone([{ waId: '1', texts: ['a', 'b'] }])).toEqual([])
  expect(checkOncePerPhone([{ waId: '1', texts: ['a', 'b', 'a'] }])).toEqual(['once: 1 shows "a" twice'])
})

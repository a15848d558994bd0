import { expect, test } from 'vitest'
import { createLog, formatLogEntry, isRepeatedFailure, type LogEntry } from './log'

test('the log keeps the last thousand entries', () => {
  const log = createLog(() => 1)
  for (let index = 0; index < 1_001; index += 1) log.add({ kind: 'fault', target: 'messages', fault: String(index) })
  expect(log.entries()).toHaveLength(1_000)
  expect(log.entries()[0]).toMatchObject({ fault: '1', atMs: 1 })
})

test('only the first of a row of failures is news', () => {
  const entry = (attempt: number, status: number): LogEntry => ({
    kind: 'webhook',
    atMs: 1,
    summary: 'text from 1',
    attempt,
    outcome: status === 200 ? { result: 'acknowledged' } : { result: 'refused', status },
  })
  expect([entry(1, 500), entry(2, 500), entry(3, 200)].map(isRepeatedFailure)).toEqual([false, true, false])
})

test('an entry reads as one line', () => {
  const refused = {
    kind: 'graph',
    atMs: 1,
    method: 'POST',
    path: '/1/messages',
    outcome: 400,
    errorCode: 131047,
  } as const
  expect(formatLogEntry(refused)).toBe('graph    POST /1/messages → 400 (#131047)')
})

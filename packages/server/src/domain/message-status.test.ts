import { type MessageStatus, messageStatuses } from '@pytake/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AttemptState, joinAttempt, NEW_ATTEMPT, sameAttempt, shownAttempt } from './message-status'

const error = fc.record({
  code: fc.constantFrom('channel_error', 'no_address'),
  title: fc.constantFrom('Refused', 'Unreachable'),
  retryable: fc.boolean(),
})
const attempt: fc.Arbitrary<AttemptState> = fc.record({
  status: fc.constantFrom(...messageStatuses),
  error: fc.option(error),
})
const rank = (status: MessageStatus) => messageStatuses.indexOf(status)
const known = (status: MessageStatus): AttemptState => ({ status, error: null })

test('joining is commutative', () => {
  fc.assert(
    fc.property(attempt, attempt, (a, b) => {
      expect(joinAttempt(a, b)).toEqual(joinAttempt(b, a))
    }),
  )
})

test('joining is associative', () => {
  fc.assert(
    fc.property(attempt, attempt, attempt, (a, b, c) => {
      expect(joinAttempt(joinAttempt(a, b), c)).toEqual(joinAttempt(a, joinAttempt(b, c)))
    }),
  )
})

test('joining the same twice changes nothing', () => {
  fc.assert(
    fc.property(attempt, attempt, (a, b) => {
      const joined = joinAttempt(a, b)
      expect(joinAttempt(joined, b)).toEqual(joined)
      expect(joinAttempt(a, a)).toEqual(a)
    }),
  )
})

test('joining never goes back', () => {
  fc.assert(
    fc.property(attempt, attempt, (a, b) => {
      expect(rank(joinAttempt(a, b).status)).toBe(Math.max(rank(a.status), rank(b.status)))
    }),
  )
})

test('any order of statuses gives one state', () => {
  const permuted = fc
    .array(attempt, { minLength: 1, maxLength: 6 })
    .chain((news) => fc.tuple(fc.constant(news), fc.shuffledSubarray(news, { minLength: news.length })))
  fc.assert(
    fc.property(permuted, ([news, shuffled]) => {
      expect(shuffled.reduce(joinAttempt, NEW_ATTEMPT)).toEqual(news.reduce(joinAttempt, NEW_ATTEMPT))
    }),
  )
})

test('a late sent does not undo delivered', () => {
  expect(joinAttempt(known('delivered'), known('sent'))).toEqual(known('delivered'))
})

test('delivered wins over failed and takes its error away', () => {
  const failed: AttemptState = { status: 'failed', error: { code: 'x', title: 'X', retryable: false } }
  expect(joinAttempt(failed, known('delivered'))).toEqual(known('delivered'))
})

test('a message without attempts is pending', () => {
  expect(shownAttempt([])).toEqual(NEW_ATTEMPT)
})

test('a retry shows the newest attempt', () => {
  expect(shownAttempt([known('failed'), known('pending')])).toEqual(known('pending'))
  expect(shownAttempt([known('unknown'), known('sent')])).toEqual(known('sent'))
})

test('an attempt that reached the customer is shown, whatever came after it', () => {
  expect(shownAttempt([known('delivered'), known('failed')])).toEqual(known('delivered'))
  expect(shownAttempt([known('delivered'), known('read'), known('pending')])).toEqual(known('read'))
})

test('states differ by status and by error', () => {
  const failed = (title: string): AttemptState => ({ status: 'failed', error: { code: 'x', title, retryable: false } })
  expect(sameAttempt(failed('A'), failed('A'))).toBe(true)
  expect(sameAttempt(failed('A'), failed('B'))).toBe(false)
  expect(sameAttempt(failed('A'), known('failed'))).toBe(false)
  expect(sameAttempt(known('sent'), known('read'))).toBe(false)
})

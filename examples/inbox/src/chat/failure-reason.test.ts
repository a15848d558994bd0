import { expect, test } from 'vitest'
import { catalogue } from '../words/catalogue'
import { failureReason } from './failure-reason'

const words = catalogue['pt-BR']
const error = { code: 'provider_rejected', title: 'Something of Meta', retryable: false }

test("a closed window is named, whether Meta's or our server noticed it", () => {
  expect(failureReason({ ...error, provider_code: '131047' }, words)).toBe(words.reasons.windowClosed)
  expect(failureReason({ ...error, code: 'reply_window_closed' }, words)).toBe(words.reasons.windowClosed)
})

test('an unknown reason keeps the words it came with', () => {
  expect(failureReason({ ...error, provider_code: '999999' }, words)).toBe('Something of Meta')
})

test('no reason at all still makes a sentence', () => {
  expect(failureReason(undefined, words)).toBe(words.reasons.other)
  expect(failureReason({ ...error, title: '' }, words)).toBe(words.reasons.other)
})

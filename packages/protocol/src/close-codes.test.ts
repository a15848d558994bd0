import { expect, test } from 'vitest'
import { closeAction, closeCodes } from './close-codes'

test.each([1001, 1005, 1006, 1011, 1012, 1013, 1014, 4000, 4001, 4002, 4099])('%i may be retried', (code) => {
  expect(closeAction(code)).toBe('retry')
})

test.each([1002, 1003, 1007, 1008, 1009, 4400, 4403, 4404])('%i stops', (code) => {
  expect(closeAction(code)).toBe('stop')
})

test('an invalid or expired token costs one refresh', () => {
  expect(closeAction(closeCodes.unauthorized)).toBe('refresh_token')
})

import { expect, test } from 'vitest'
import { canonicalNumber } from './phone-number'

test.each([
  ['+55 11 99999-0001', '551199990001'],
  ['5491123456789', '541123456789'],
  ['5215512345678', '525512345678'],
])('%s and %s are one number', (long, short) => {
  expect(canonicalNumber(long)).toBe(canonicalNumber(short))
})

test('a Brazilian landline does not gain or lose a digit', () => {
  expect(canonicalNumber('551132340000')).toBe('551132340000')
  expect(canonicalNumber('5511932340000')).toBe('5511932340000')
})

import { expect, test } from 'vitest'
import * as client from './index'

test('the package exports these names and no others', () => {
  expect(Object.keys(client).toSorted()).toEqual([
    'PytakeError',
    'browserEnv',
    'createClient',
    'createPlainSocket',
    'isPytakeError',
    'memoryStorage',
  ])
})

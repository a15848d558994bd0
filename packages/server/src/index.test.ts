import { expect, test } from 'vitest'
import * as server from './index'

test('the package exports what it promises and nothing else', () => {
  expect(Object.keys(server).sort()).toEqual([
    'ServerError',
    'configurationFaults',
    'createInboxServer',
    'createLogger',
    'fileMedia',
    'fromEnv',
    'isServerError',
    'jwt',
    'memory',
    'memoryMedia',
    'nodeEnv',
    'openTenantPolicy',
    'openapiDocument',
    'sqlite',
    'whatsapp',
  ])
})

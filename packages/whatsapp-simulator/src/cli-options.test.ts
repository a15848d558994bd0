import { expect, test } from 'vitest'
import { readCliOptions, usage } from './cli-options'

test('without flags and variables it starts on 8090 with customers to write as', () => {
  expect(readCliOptions([], {})).toMatchObject({
    port: 8_090,
    webhookUrl: 'http://localhost:8080/api/v1/webhooks/whatsapp',
    customers: [{}, {}, {}, {}],
  })
})

test('variables fill in, flags win, an empty variable counts as unset', () => {
  const variables = { PORT: '9000', WHATSAPP_APP_SECRET: 'from env', WEBHOOK_URL: '', SIMULATOR_STATE: './a.json' }
  expect(readCliOptions(['--port', '9001', '--seed', 'x'], variables)).toMatchObject({
    port: 9_001,
    appSecret: 'from env',
    webhookUrl: 'http://localhost:8080/api/v1/webhooks/whatsapp',
    statePath: './a.json',
    seed: 'x',
  })
})

test('a port that is none is named with its variable', () => {
  expect(() => readCliOptions([], { PORT: 'http' })).toThrow('PORT (or --port)')
})

test('an unknown flag shows the usage, --help asks for it', () => {
  expect(() => readCliOptions(['--colour'], {})).toThrow(/--colour[\s\S]*--webhook-url/)
  expect(readCliOptions(['--help'], {})).toBe('help')
  expect(usage()).toContain('WHATSAPP_VERIFY_TOKEN')
})

import { expect, test } from 'vitest'
import { configurationFaults, fromEnv } from './config'
import type { Variables } from './config-variables'

const SECRET = 'a secret that has at least 32 bytes'
const whatsapp = {
  WHATSAPP_PHONE_NUMBER_ID: '1065',
  WHATSAPP_ACCESS_TOKEN: 'EAAG',
  WHATSAPP_APP_SECRET: 'app-secret',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_TENANT_ID: 'acme',
}

function faultsOf(variables: Variables): string[] {
  try {
    fromEnv(variables)
    return []
  } catch (error) {
    return configurationFaults(error) ?? [String(error)]
  }
}

test('a secret for the tokens is all that has to be set', () => {
  expect(fromEnv({ JWT_SECRET: SECRET })).toMatchObject({
    port: 8080,
    channels: [],
    socketEnabled: true,
    socketPath: '/api/v1/conversations/ws',
    allowedOrigins: undefined,
  })
})

test('every variable becomes its option', () => {
  const options = fromEnv({
    JWT_SECRET: SECRET,
    PORT: '9000',
    WEBSOCKET_ENABLED: 'false',
    WEBSOCKET_PATH: '/live',
    WEBSOCKET_ALLOWED_ORIGINS: 'https://app.example.com, http://localhost:3000',
    ...whatsapp,
  })
  expect(options).toMatchObject({
    port: 9000,
    socketEnabled: false,
    socketPath: '/live',
    allowedOrigins: ['https://app.example.com', 'http://localhost:3000'],
    channels: [{ provider: 'whatsapp' }],
  })
})

test('the seed’s WEBSOCKET_PORT is the port of everything, and contradicting it is a fault', () => {
  expect(fromEnv({ JWT_SECRET: SECRET, WEBSOCKET_PORT: '8081' }).port).toBe(8081)
  expect(fromEnv({ JWT_SECRET: SECRET, WEBSOCKET_PORT: '8081', PORT: '8081' }).port).toBe(8081)
  expect(faultsOf({ JWT_SECRET: SECRET, WEBSOCKET_PORT: '8081', PORT: '8082' })).toEqual([
    expect.stringMatching(/^WEBSOCKET_PORT /),
  ])
})

test('an empty variable counts as not set', () => {
  expect(fromEnv({ JWT_SECRET: SECRET, PORT: '', REDIS_URL: '', WHATSAPP_APP_SECRET: '' }).port).toBe(8080)
})

test('a missing secret is one line that says what to set', () => {
  expect(faultsOf({})).toEqual(['JWT_SECRET is missing; set it, or JWT_JWKS_URL, so that tokens can be verified'])
})

test('half a WhatsApp channel names each missing half', () => {
  const faults = faultsOf({ JWT_SECRET: SECRET, WHATSAPP_PHONE_NUMBER_ID: '1065', WHATSAPP_TENANT_ID: 'acme' })
  expect(faults.map((fault) => fault.replace(/ .*/, ''))).toEqual([
    'WHATSAPP_ACCESS_TOKEN',
    'WHATSAPP_APP_SECRET',
    'WHATSAPP_VERIFY_TOKEN',
  ])
})

test.each([
  ['PORT', '80a'],
  ['PORT', '65536'],
  ['WEBSOCKET_ENABLED', 'yes'],
  ['WEBSOCKET_PATH', 'ws'],
  ['WEBSOCKET_ALLOWED_ORIGINS', '*'],
  ['WEBSOCKET_ALLOWED_ORIGINS', 'https://app.example.com/'],
  ['DATABASE_URL', 'postgres://user:secret-word@db/inbox'],
  ['DATABASE_URL', 'mysql://db'],
  ['DATABASE_URL', 'file:'],
  ['JWT_JWKS_URL', 'https://login.example.com/keys'],
  ['WHATSAPP_GRAPH_URL', 'ftp://graph'],
  ['REDIS_URL', 'redis://:secret-word@cache'],
  ['S3_BUCKET', 'files'],
  ['METRICS_TOKEN', 'secret-word'],
  ['LOG_LEVEL', 'loud'],
])('%s=%s is one line that names the variable and not its value', (variable, value) => {
  const faults = faultsOf({ JWT_SECRET: SECRET, ...whatsapp, [variable]: value })
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(new RegExp(`^${variable} \\S+`))
  expect(faults[0]).not.toContain('secret-word')
})

test('a short secret is refused without being shown', () => {
  const faults = faultsOf({ JWT_SECRET: 'hunter2' })
  expect(faults).toEqual([expect.stringMatching(/^JWT_SECRET must have at least 32 bytes/)])
  expect(faults[0]).not.toContain('hunter2')
})

test('all faults are told at once', () => {
  const faults = faultsOf({ PORT: 'x', LOG_LEVEL: 'loud', REDIS_URL: 'redis://cache', DATABASE_URL: 'postgres://db' })
  expect(faults.map((fault) => fault.replace(/ .*/, '')).sort()).toEqual([
    'DATABASE_URL',
    'JWT_SECRET',
    'LOG_LEVEL',
    'PORT',
    'REDIS_URL',
  ])
})

test('an error that is no configuration has no lines', () => {
  expect(configurationFaults(new Error('disk full'))).toBeNull()
})

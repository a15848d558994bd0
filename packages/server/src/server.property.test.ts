import { isErrorCode, normalizeText, problem, routes } from '@pytake/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqlite } from './db/sqlite'
import { nodeEnv } from './env'
import type { InboxServer } from './inbox-server'
import { memoryMedia } from './media/memory-media'
import { createLogger } from './observability/log'
import { createInboxServer } from './server'
import { whatsapp } from './whatsapp/whatsapp'

let server: InboxServer
let knownIds: string[] = []
const failures: string[] = []

beforeAll(async () => {
  server = await createInboxServer({
    database: sqlite(':memory:'),
    media: memoryMedia(),
    env: { ...nodeEnv, fetch: () => Promise.reject(new TypeError('fetch failed')) },
    authenticate: () => ({ user_id: 'ana', tenant_id: 'acme', role: 'agent', name: 'Ana', expires_at: null }),
    channels: [
      whatsapp({
        phoneNumberId: 'w1',
        accessToken: 'a',
        appSecret: 'b',
        verifyToken: 'c',
        tenantId: 'acme',
      }),
    ],
    limits: { requests: { perMinute: 1e9, burst: 1e9 } },
    logger: createLogger({ level: 'error', destination: { write: (line) => void failures.push(line) } }),
  })
  const contact = await created('/contacts', { name: 'João', phone: '+5511999990001' })
  const conversation = await created('/conversations', { contact_id: contact })
  knownIds = [
    contact,
    conversation,
    await created(`/conversations/${conversation}/messages`, { content: 'nota', message_type: 'note' }),
  ]
})
afterAll(() => server.close())

async function created(path: string, body: unknown): Promise<string> {
  const response = await ask('POST', path, JSON.stringify(body))
  return String((await response.json()).id)
}

const ask = (method: string, path: string, body: string | Uint8Array<ArrayBuffer> | null): Promise<Response> =>
  server.fetch(
    new Request(`http://inbox.test/api/v1${path}`, {
      method,
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      ...(body === null || method === 'GET' ? {} : { body }),
    }),
  )

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '%', "'", '\u0000', '\ud800', '9'.repeat(20)),
)
const known = fc.nat(2).map((index) => knownIds[index] ?? '')
const anyId = fc.oneof(anyText, known)

/** Names that mean something to some route, so that a fuzzed value gets past the first door. */
const field = fc.constantFrom(
  'content',
  'message_type',
  'metadata',
  'client_message_id',
  'reply_to_id',
  'location',
  'if_last_message_id',
  'status',
  'assignee_id',
  'labels',
  'snoozed_until',
  'up_to_message_id',
  'contact_id',
  'channel_id',
  'name',
  'phone',
  '__proto__',
)
const parameter = fc.constantFrom(
  'status',
  'search',
  'assignee_id',
  'unread',
  'limit',
  'offset',
  'cursor',
  'before',
  'after',
  'signature',
  'hub.mode',
)
const value = fc.oneof(
  anyId,
  fc.constantFrom(
    'text',
    'note',
    'location',
    'waiting',
    'closed',
    'true',
    '1',
    '200',
    '2026-01-15T10:30:00Z',
    '+5511999990002',
  ),
  fc.jsonValue(),
)
const body = fc.oneof(
  fc.dictionary(field, value, { maxKeys: 5 }).map((fields) => JSON.stringify(fields)),
  // Valid but for whatever is added, so that a good part of the requests reaches the inbox itself.
  fc
    .dictionary(field, value, { maxKeys: 2 })
    .map((fields) => JSON.stringify({ content: 'Olá', message_type: 'note', ...fields })),
  fc.json(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  fc.constant(null),
)

const request = fc.record({
  route: fc.constantFrom(...Object.values(routes)),
  id: fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: anyText }),
  query: fc.array(fc.tuple(parameter, anyId), { maxLength: 3 }),
  body,
})

test('whatever is sent to whatever route, the answer is a success or a problem of the table, never a failure of ours', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ route, id, query, body }) => {
      const search = new URLSearchParams(query)
      // A long poll would only wait.
      search.delete('wait')
      const path = route.path.replace('{id}', encodeURIComponent(normalizeText(id)))
      const response = await ask(route.method, `${path}?${search}`, body)
      expect(failures).toEqual([])
      expect(response.status).toBeLessThan(500)
      if (response.status < 400) return
      const told = problem.parse(await response.json())
      expect([isErrorCode(told.code), told.status]).toEqual([true, response.status])
    }),
    { numRuns: 500 },
  )
}, 60_000)

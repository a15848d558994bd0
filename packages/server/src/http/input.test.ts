import { expect, test } from 'vitest'
import { aMessage } from './testing/fake-inbox'
import { createHarness } from './testing/harness'

const MESSAGES = '/api/v1/conversations/c1/messages'

/** What the inbox was asked to send, after the boundary. */
function sendingHarness() {
  const sent: unknown[] = []
  const harness = createHarness({
    inbox: {
      messages: {
        send: async (_, __, body) => {
          sent.push(body)
          return aMessage()
        },
      },
    },
  })
  return { ...harness, sent }
}

const codeOf = async (response: Response): Promise<[number, string]> => [response.status, (await response.json()).code]

test.each(['{"content":', 'no json', '{"content": "a"} trailing'])('%j is malformed JSON', async (body) => {
  expect(await codeOf(await sendingHarness().post(MESSAGES, body))).toEqual([400, 'malformed_json'])
})

test('a body that is not UTF-8 is malformed', async () => {
  const body = new Uint8Array([0x22, 0xff, 0x22])
  const headers = { 'content-type': 'application/json' }
  const response = await sendingHarness().ask(MESSAGES, { method: 'POST', headers, body })
  expect(await codeOf(response)).toEqual([400, 'malformed_json'])
})

test('an empty body is malformed where fields are required and reads as {} where none is', async () => {
  const { ask } = createHarness()
  expect(await codeOf(await ask(MESSAGES, { method: 'POST' }))).toEqual([400, 'malformed_json'])
  // The fake inbox knows no conversation, so the request got past its body.
  expect(await codeOf(await ask('/api/v1/conversations/c1/read', { method: 'POST' }))).toEqual([404, 'not_found'])
})

test.each([
  [{}, ['content']],
  [{ content: '   ' }, ['content']],
  [{ content: 'x'.repeat(4097) }, ['content']],
  [{ content: 'x', message_type: 'fax', to: '1' }, ['message_type', 'to']],
  [{ content: 'x', location: { latitude: 91, longitude: 0 } }, ['location.latitude']],
  [[], ['']],
])('%j is refused with the paths %j', async (body, paths) => {
  const { post, sent } = sendingHarness()
  const response = await post(MESSAGES, body)
  const problem = await response.json()
  expect([response.status, problem.code]).toEqual([422, 'invalid_request'])
  expect(problem.errors.map(({ path }: { path: string }) => path)).toEqual(paths)
  expect(problem.errors[0].message).not.toBe('')
  expect(sent).toEqual([])
})

test.each([
  ['limit=0', 'limit'],
  ['limit=201', 'limit'],
  ['limit=ten', 'limit'],
  ['offset=-1', 'offset'],
  ['status=open', 'status'],
])('the query %s is refused and never clamped', async (query, path) => {
  const response = await createHarness().ask(`/api/v1/conversations?${query}`)
  expect(response.status).toBe(422)
  expect((await response.json()).errors).toEqual([{ path, message: expect.any(String) }])
})

test.each([undefined, 'text/plain', 'application/x-www-form-urlencoded'])(
  'a body of content type %s is not read',
  async (contentType) => {
    const init = { method: 'POST', body: new TextEncoder().encode('{"content":"x"}') }
    const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType }
    const response = await sendingHarness().ask(MESSAGES, { ...init, headers })
    expect(await codeOf(response)).toEqual([415, 'unsupported_media_type'])
  },
)

test('a content type with a charset is accepted', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const response = await sendingHarness().ask(MESSAGES, { method: 'POST', headers, body: '{"content":"x"}' })
  expect(response.status).toBe(200)
})

test('a body beyond the bound is refused whether it announces its length or not', async () => {
  const text = JSON.stringify({ content: 'x', metadata: { filler: 'x'.repeat(300 * 1024) } })
  const { post, ask } = sendingHarness()
  expect(await codeOf(await post(MESSAGES, text))).toEqual([413, 'payload_too_large'])
  const announced = { 'content-type': 'application/json', 'content-length': '300000' }
  expect(await codeOf(await ask(MESSAGES, { method: 'POST', headers: announced, body: '{}' }))).toEqual([
    413,
    'payload_too_large',
  ])
})

test('reading stops at the bound, it does not swallow the rest', async () => {
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(64 * 1024))
    },
  })
  const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'application/json' } }
  expect((await sendingHarness().ask(MESSAGES, init)).status).toBe(413)
  expect(pulled).toBeLessThan(10)
})

test('free data nested without end is refused instead of exhausting the stack', async () => {
  const deep = '{"content":"x","metadata":' + '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000) + '}'
  expect(await codeOf(await sendingHarness().post(MESSAGES, deep))).toEqual([422, 'invalid_request'])
})

test('strings and keys are well-formed and without U+0000 when they reach the inbox', async () => {
  const { post, sent } = sendingHarness()
  await post(MESSAGES, '{"content":"a\\u0000b\\ud800","metadata":{"k\\u0000":["\\udc00"]}}')
  expect(sent).toEqual([{ content: 'ab\uFFFD', message_type: 'text', metadata: { k: ['\uFFFD'] } }])
})

test('an id that could not be stored is not found', async () => {
  const { ask } = createHarness({ inbox: { conversations: { get: () => Promise.reject(new Error('asked')) } } })
  for (const id of ['a%00b', 'x'.repeat(300)]) {
    expect((await ask(`/api/v1/conversations/${id}`)).status).toBe(404)
  }
})

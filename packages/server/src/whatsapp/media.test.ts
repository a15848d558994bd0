import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { virtualEnv } from '../testing/virtual-env'
import { MEDIA_TIMEOUT_MS } from './media'
import { isMediaHost } from './media-hosts'
import { NUMBER } from './testing/deliveries'
import { whatsapp } from './whatsapp'

const FILE_URL = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1'
const body = new Uint8Array([1, 2, 3, 4])
const sha256 = createHash('sha256').update(body).digest()

type Answer = (request: Request) => Response | Promise<Response>

const resolves = (fields: Record<string, unknown> = {}): Answer => {
  return () => Response.json({ id: '77', url: FILE_URL, mime_type: 'image/jpeg', file_size: 4, ...fields })
}
const gives: Answer = () => new Response(body)

/** A network on which each request gets the next answer. */
function setUp(...answers: Answer[]) {
  const requests: Request[] = []
  const env = virtualEnv({
    fetch: async (request) => {
      requests.push(request)
      const answer = answers.shift()
      if (answer === undefined) throw new Error(`unexpected request for ${request.url}`)
      return answer(request)
    },
  })
  const options = { phoneNumberId: NUMBER, accessToken: 'token', appSecret: 's', verifyToken: 'v', tenantId: 'acme' }
  const { channel } = whatsapp(options).open(env)
  return { env, requests, fetchMedia: (maxBytes = 100) => channel.fetchMedia('77', maxBytes) }
}

test('an id becomes an address, the address a file, both with the token', async () => {
  const { requests, fetchMedia } = setUp(resolves(), gives)
  expect(await fetchMedia()).toMatchObject({ body: Buffer.from(body), mime_type: 'image/jpeg' })
  expect(requests.map(({ url }) => url)).toEqual([
    `https://graph.facebook.com/v25.0/77?phone_number_id=${NUMBER}`,
    FILE_URL,
  ])
  expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token', 'Bearer token'])
})

test('an address that died in between is asked for once more', async () => {
  const gone: Answer = () => new Response('', { status: 404 })
  const { requests, fetchMedia } = setUp(resolves(), gone, resolves(), gives)
  await expect(fetchMedia()).resolves.toMatchObject({ mime_type: 'image/jpeg' })
  expect(requests).toHaveLength(4)
  const again = setUp(resolves(), gone, resolves(), gone)
  await expect(again.fetchMedia()).rejects.toMatchObject({ retryable: true })
  expect(again.requests).toHaveLength(4)
})

test.each([
  'https://evil.example/file',
  'http://lookaside.fbsbx.com/file',
  'https://lookaside.fbsbx.com:8443/file',
  'https://lookaside.fbsbx.com.evil.example/file',
  'https://user:pass@lookaside.fbsbx.com/file',
  'http://169.254.169.254/latest/meta-data',
  'http://localhost/file',
  'file:///etc/passwd',
  'nonsense',
])('the token is not sent to %s', async (url) => {
  const { requests, fetchMedia } = setUp(resolves({ url }))
  await expect(fetchMedia()).rejects.toMatchObject({ code: 'forbidden', retryable: false })
  expect(requests).toHaveLength(1)
})

test('the configured Graph API may serve files itself, others on its machine may not', () => {
  const graphUrl = new URL('http://127.0.0.1:8081/v25.0')
  expect(isMediaHost(new URL('http://127.0.0.1:8081/file'), graphUrl)).toBe(true)
  expect(isMediaHost(new URL('http://127.0.0.1:8082/file'), graphUrl)).toBe(false)
})

test('a redirect is followed to allowed hosts only, and without the token', async () => {
  const moved =
    (location: string): Answer =>
    () =>
      new Response(null, { status: 302, headers: { location } })
  const { requests, fetchMedia } = setUp(resolves(), moved('https://scontent.fbcdn.net/f'), gives)
  await expect(fetchMedia()).resolves.toMatchObject({ mime_type: 'image/jpeg' })
  expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token', 'Bearer token', null])

  const astray = setUp(resolves(), moved('https://evil.example/f'))
  await expect(astray.fetchMedia()).rejects.toMatchObject({ code: 'forbidden' })
  expect(astray.requests).toHaveLength(2)

  const inCircles = setUp(resolves(), ...Array.from({ length: 4 }, () => moved('/again')))
  await expect(inCircles.fetchMedia()).rejects.toMatchObject({ code: 'forbidden' })
})

test.each([
  ['announced by the address', [resolves({ file_size: '101' })]],
  ['announced by the download', [resolves(), () => new Response(body, { headers: { 'content-length': '101' } })]],
  ['announced by nobody', [resolves(), () => new Response(new Uint8Array(101))]],
] satisfies [string, Answer[]][])('a file too long is refused when %s', async (_name, answers) => {
  const { fetchMedia } = setUp(...answers)
  await expect(fetchMedia()).rejects.toMatchObject({ code: 'payload_too_large', retryable: false })
})

test.each([
  ['hex', sha256.toString('hex'), true],
  ['base64', sha256.toString('base64'), true],
  ['of another form', 'a1b2c3d4e5f6...', true],
  ['wrong hex', '0'.repeat(64), false],
  ['wrong base64', Buffer.alloc(32).toString('base64'), false],
])('a digest that is %s', async (_name, digest, passes) => {
  const { fetchMedia } = setUp(resolves({ sha256: digest }), gives)
  if (passes)
    await expect(fetchMedia()).resolves.toMatchObject({ body: expect.any(Uint8Array), mime_type: expect.any(String) })
  else await expect(fetchMedia()).rejects.toMatchObject({ code: 'service_unavailable', retryable: true })
})

test('an id that no longer exists is gone for good', async () => {
  const refused: Answer = () => Response.json({ error: { code: 100, error_subcode: 33 } }, { status: 400 })
  await expect(setUp(refused).fetchMedia()).rejects.toMatchObject({ code: 'not_found', retryable: false })
})

test('an expired token is an operator away from working again', async () => {
  const refused: Answer = () => Response.json({ error: { code: 190 } }, { status: 401 })
  await expect(setUp(refused).fetchMedia()).rejects.toMatchObject({ retryable: true })
})

test('a broken connection is worth another try', async () => {
  const broken: Answer = () => Promise.reject(new TypeError('fetch failed'))
  await expect(setUp(resolves(), broken).fetchMedia()).rejects.toMatchObject({ retryable: true })
})

test('a download that trickles on is given up', async () => {
  const { env, fetchMedia } = setUp(resolves(), () => new Response(new ReadableStream({ start() {} })))
  const outcome = expect(fetchMedia()).rejects.toMatchObject({ code: 'service_unavailable' })
  await env.advance(MEDIA_TIMEOUT_MS)
  await outcome
})

import type { Media } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { ServerError } from '../domain/errors'
import type { MediaStore } from '../domain/ports'
import { contentDisposition } from './media-headers'
import { createHarness } from './testing/harness'

const BYTES = new TextEncoder().encode('0123456789')

const image: Media = {
  id: 'f1',
  mime_type: 'image/jpeg',
  filename: 'férias.jpg',
  size: BYTES.length,
  sha256: 'abc123',
  status: 'ready',
}

function mediaHarness(change: Partial<Media> = {}) {
  const media = { ...image, ...change }
  const seenBy: string[] = []
  const harness = createHarness({
    inbox: {
      media: {
        get: async (principal, id) => {
          if (id !== media.id || principal.tenant_id !== 'acme')
            throw new ServerError('not_found', 'unable to read file')
          seenBy.push(principal.user_id)
          return { media, key: media.status === 'ready' ? 'k1' : null }
        },
      },
    },
    mediaStore: storeOf(BYTES),
  })
  const link = async (): Promise<string> => {
    const { url } = await (await harness.ask('/api/v1/media/f1/link', { method: 'POST' })).json()
    return url.replace('http://inbox.test', '')
  }
  return { ...harness, link, seenBy }
}

const storeOf = (bytes: Uint8Array): MediaStore => ({
  put: async () => undefined,
  remove: async () => undefined,
  read: async (_, range = { start: 0, end: bytes.length }) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(range.start, range.end))
        controller.close()
      },
    }),
})

test('a download is an attachment that no browser may run', async () => {
  const response = await mediaHarness().ask('/api/v1/media/f1')
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('0123456789')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': '10',
    'content-disposition': `attachment; filename="f_rias.jpg"; filename*=UTF-8''f%C3%A9rias.jpg`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, max-age=600',
    'accept-ranges': 'bytes',
  })
})

test('a part is answered with 206 and its place in the file', async () => {
  const response = await mediaHarness().ask('/api/v1/media/f1', { headers: { range: 'bytes=2-4' } })
  expect(response.status).toBe(206)
  expect(await response.text()).toBe('234')
  expect(response.headers.get('content-range')).toBe('bytes 2-4/10')
  expect(response.headers.get('content-length')).toBe('3')
})

test('a range outside the file is answered with 416 and the size', async () => {
  const response = await mediaHarness().ask('/api/v1/media/f1', { headers: { range: 'bytes=10-' } })
  expect(response.status).toBe(416)
  expect(response.headers.get('content-range')).toBe('bytes */10')
  expect(await response.json()).toMatchObject({ code: 'range_not_satisfiable' })
})

test('a part of another version is not sent, nor a version that the caller holds', async () => {
  const { ask } = mediaHarness()
  const stale = { range: 'bytes=2-4', 'if-range': '"other"' }
  expect((await ask('/api/v1/media/f1', { headers: stale })).status).toBe(200)
  const held = await ask('/api/v1/media/f1', { headers: { 'if-none-match': '"abc123"' } })
  expect([held.status, await held.text()]).toEqual([304, ''])
})

test('HEAD tells the size without opening the file', async () => {
  const response = await mediaHarness().ask('/api/v1/media/f1', { method: 'HEAD' })
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '10', ''])
})

test('a link shows the file without a token, in place, to pages of any origin', async () => {
  const { link, fetch, seenBy } = mediaHarness()
  const response = await fetch(await link())
  expect(response.status).toBe(200)
  expect(response.headers.get('content-disposition')).toMatch(/^inline/)
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(seenBy).toEqual(['ana', 'ana'])
})

test('a link to what could run stays a download', async () => {
  for (const mime_type of ['text/html', 'image/svg+xml', 'application/pdf', 'text/html\r\nX-Evil: 1']) {
    const { link, fetch } = mediaHarness({ mime_type })
    const response = await fetch(await link())
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(response.headers.get('x-evil')).toBeNull()
  }
})

test('a link ends after ten minutes', async () => {
  const { link, fetch, clock } = mediaHarness()
  const path = await link()
  clock.advance(10 * 60_000 - 1)
  expect((await fetch(path)).status).toBe(200)
  clock.advance(1)
  expect(await (await fetch(path)).json()).toMatchObject({ code: 'token_expired' })
})

test('a link that was changed, or made for another file, is refused', async () => {
  const { link, fetch } = mediaHarness()
  const path = await link()
  const [payload = '', mac = ''] = path.replace(/.*signature=/, '').split('.')
  const forged = Buffer.from(payload, 'base64url').toString().replace('"agent"', '"admin"')
  const attempts = [
    path.replace('/f1?', '/f2?'),
    `/api/v1/media/f1?signature=${Buffer.from(forged).toString('base64url')}.${mac}`,
    `/api/v1/media/f1?signature=${payload}`,
    '/api/v1/media/f1?signature=',
  ]
  for (const attempt of attempts) expect((await fetch(attempt)).status).toBe(401)
})

test('a signature opens nothing but files', async () => {
  const signature = (await mediaHarness().link()).replace(/.*\?/, '')
  expect((await mediaHarness().fetch(`/api/v1/conversations?${signature}`)).status).toBe(401)
})

test('a link is made only for what its maker may see, and never logged', async () => {
  const { ask, link, lines, fetch } = mediaHarness()
  expect((await ask('/api/v1/media/f9/link', { method: 'POST' })).status).toBe(404)
  const path = await link()
  await fetch(path)
  expect(JSON.stringify(lines)).not.toContain(path.replace(/.*signature=/, ''))
})

test('a file that is still being fetched says when to come back; one that failed is not there', async () => {
  const pending = await mediaHarness({ status: 'pending' }).ask('/api/v1/media/f1')
  expect([pending.status, pending.headers.get('retry-after')]).toEqual([409, '2'])
  expect((await mediaHarness({ status: 'failed' }).ask('/api/v1/media/f1')).status).toBe(404)
})

test.each([
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['a"b\r\nc.txt', 'a_b__c.txt'],
  ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
])('the name %j is sent as %j', (filename, sent) => {
  expect(contentDisposition('attachment', filename)).toBe(
    `attachment; filename="${sent}"; filename*=UTF-8''${encodeURIComponent(sent)}`,
  )
})

test('a long name of emoji is cut without breaking one', () => {
  expect(contentDisposition('attachment', `x${'😀'.repeat(300)}`)).toContain('%EF%BF%BD')
})

test('an upload hands the body on as it comes, with its name and type', async () => {
  const given: unknown[] = []
  const { ask } = createHarness({
    inbox: {
      media: {
        upload: async ({ user_id }, { filename, mime_type, size, body }) => {
          given.push(user_id, filename, mime_type, size, await new Response(body).text())
          return image
        },
      },
    },
  })
  const headers = { 'content-type': 'image/jpeg', 'content-length': '10' }
  const response = await ask('/api/v1/media?filename=f%C3%A9rias.jpg', { method: 'POST', headers, body: BYTES })
  expect([response.status, await response.json()]).toEqual([201, image])
  expect(given).toEqual(['ana', 'férias.jpg', 'image/jpeg', 10, '0123456789'])
})

test('a name that is none is refused', async () => {
  const response = await createHarness().ask('/api/v1/media?filename=%20', { method: 'POST', body: BYTES })
  expect([response.status, (await response.json()).errors[0].path]).toEqual([422, 'filename'])
})

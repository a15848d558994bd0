import { MAX_UPLOAD_BYTES } from '@pytake/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import type { ClientOptions } from './client-api'
import { memoryStorage } from './outbox/storage'
import { setUp } from './testing/set-up'
import { uploads } from './uploads'

afterEach(() => vi.unstubAllGlobals())

const PHOTO = new File(['bytes of a photo'], 'nota.png', { type: 'image/png' })

/** A page whose server keeps files as told. */
function openPage(options: Partial<ClientOptions> = {}) {
  const world = setUp({ uploads: uploads(), userId: 'agent-1', ...options })
  const uploaded: { path: string; type: string | null; file: Promise<string> }[] = []
  const sent: unknown[] = []
  let refusal: Response | Error | null = null
  world.server.log.seed({ id: 'c1' })
  world.server.log.seed({ id: 'c2' })
  world.server.behave({
    onRequest: (request) => {
      const { pathname, search } = new URL(request.url)
      if (request.method === 'POST' && pathname.endsWith('/messages')) {
        void request
          .clone()
          .json()
          .then((body) => sent.push(body))
      }
      if (pathname !== '/api/v1/media') return undefined
      if (refusal) return refusal instanceof Error ? refusal : refusal.clone()
      uploaded.push({ path: search, type: request.headers.get('Content-Type'), file: request.clone().text() })
      return Response.json({ id: `media-${uploaded.length}`, mime_type: 'image/png', status: 'ready' }, { status: 201 })
    },
  })
  const refuse = (answer: Response | Error | null) => (refusal = answer)
  const send = (conversation = 'c1') =>
    world.client.send(conversation, { content: '', message_type: 'image', file: PHOTO }).catch(() => undefined)
  return { ...world, uploaded, sent, refuse, send }
}

test('a file is uploaded as it is, then its message is sent with the id of the file', async () => {
  const { client, env, uploaded, sent, send } = openPage()
  void send()
  await env.advance(1_000)
  expect(uploaded).toMatchObject([{ path: '?filename=nota.png', type: 'image/png' }])
  expect(await uploaded[0]?.file).toBe('bytes of a photo')
  expect(sent).toMatchObject([{ content: '', message_type: 'image', media_id: 'media-1' }])
  expect(client.outbox.items()).toEqual([])
})

test('while it waits, the message on screen shows the file itself and how far it is', async () => {
  const { client, env, send, refuse } = openPage()
  const chat = client.messages('c1')
  chat.subscribe(() => undefined)
  await env.advance(100)
  refuse(new TypeError('fetch failed'))
  void send()
  await env.advance(100)
  expect(chat.getSnapshot().items).toMatchObject([
    {
      origin: 'outbox',
      status: 'queued',
      message_type: 'image',
      file: PHOTO,
      media: { mime_type: 'image/png', size: PHOTO.size, status: 'pending' },
      upload: { loadedBytes: 0, totalBytes: PHOTO.size },
    },
  ])
})

test('after a reload the upload begins anew, and the message goes once', async () => {
  const storage = memoryStorage()
  const before = openPage({ storage })
  before.refuse(new TypeError('fetch failed'))
  void before.send()
  await before.env.advance(1_000)
  await before.client.close()

  const after = openPage({ storage })
  after.client.connect().catch(() => undefined)
  await after.env.advance(1_000)
  expect(await after.uploaded[0]?.file).toBe('bytes of a photo')
  expect(after.sent).toHaveLength(1)
  expect(after.client.outbox.items()).toEqual([])
})

test('an upload that takes long holds up its own conversation and no other', async () => {
  const { client, env, refuse, send, sent } = openPage()
  refuse(new TypeError('slow line'))
  void send('c1')
  client.send('c1', { content: 'depois da foto' }).catch(() => undefined)
  client.send('c2', { content: 'noutra conversa' }).catch(() => undefined)
  await env.advance(100)
  expect(sent).toMatchObject([{ content: 'noutra conversa' }])
  refuse(null)
  await env.advance(60_000)
  expect(sent.slice(1)).toMatchObject([{ media_id: 'media-1' }, { content: 'depois da foto' }])
})

test('a file the server will not take fails for good, and those behind it go on', async () => {
  const { client, env, send, sent, refuse } = openPage()
  refuse(Response.json({ type: 'x', title: 'x', status: 415, code: 'unsupported_media_type' }, { status: 415 }))
  void send()
  client.send('c1', { content: 'depois' }).catch(() => undefined)
  await env.advance(1_000)
  expect(client.outbox.items()).toMatchObject([
    { state: { status: 'failed', error: { code: 'unsupported_media_type' } }, upload: { loadedBytes: 0 } },
  ])
  expect(sent).toMatchObject([{ content: 'depois' }])
  refuse(null)
  client.outbox.retry(client.outbox.items()[0]?.id ?? '')
  await env.advance(1_000)
  expect(sent).toHaveLength(2)
})

test('a file that is too large is not even sent', async () => {
  const { client, env, uploaded } = openPage()
  const file = new Blob(['x'])
  Object.defineProperty(file, 'size', { value: MAX_UPLOAD_BYTES + 1 })
  const sent = client.send('c1', { content: 'x', message_type: 'document', file })
  await Promise.all([expect(sent).rejects.toMatchObject({ code: 'payload_too_large' }), env.advance(1_000)])
  expect(uploaded).toEqual([])
})

test('a file the storage could not keep fails after a reload, and says so', async () => {
  const memory = memoryStorage()
  const storage = {
    ...memory,
    save: async (collection: string, id: string, value: unknown) => {
      if (!collection.endsWith('/files')) await memory.save(collection, id, value)
    },
  }
  const before = openPage({ storage })
  before.refuse(new TypeError('fetch failed'))
  void before.send()
  await before.env.advance(1_000)
  await before.client.close()
  const after = openPage({ storage })
  after.client.connect().catch(() => undefined)
  await after.env.advance(1_000)
  expect(after.client.outbox.items()).toMatchObject([{ state: { status: 'failed', error: { code: 'not_found' } } }])
})

test('without the option, a file is refused at once', async () => {
  const { client } = setUp()
  await expect(client.send('c1', { content: 'x', message_type: 'image', file: PHOTO })).rejects.toMatchObject({
    code: 'invalid_configuration',
  })
})

/** As much of a browser's request as an upload uses. */
class FakeXhr {
  static all: FakeXhr[] = []
  readonly upload: { onprogress: (event: { loaded: number }) => void } = { onprogress: () => undefined }
  onload = (): void => undefined
  onabort = (): void => undefined
  status = 201
  responseText = ''
  request: Record<string, unknown> = {}
  constructor() {
    FakeXhr.all.push(this)
  }
  open = (method: string, url: string) => void Object.assign(this.request, { method, url })
  setRequestHeader = (name: string, value: string) => void (this.request[name] = value)
  getAllResponseHeaders = () => 'content-type: application/json\r\n'
  send = (body: unknown) => void (this.request['body'] = body)
  abort = () => this.onabort()
}

test('in browsers an upload tells how far it is, and a discard cancels it', async () => {
  vi.stubGlobal('XMLHttpRequest', FakeXhr)
  FakeXhr.all = []
  const { client, env, send, sent } = openPage()
  void send('c1')
  void send('c2')
  await env.advance(100)
  const [first, second] = FakeXhr.all
  expect(first?.request).toMatchObject({
    method: 'POST',
    url: 'http://inbox.test/api/v1/media?filename=nota.png',
    authorization: 'Bearer token-1',
    'content-type': 'image/png',
    body: PHOTO,
  })
  first?.upload.onprogress({ loaded: 7 })
  expect(client.outbox.items()).toMatchObject([
    { state: { status: 'sending' }, upload: { loadedBytes: 7, totalBytes: PHOTO.size } },
    { upload: { loadedBytes: 0 } },
  ])
  expect(client.outbox.discard(client.outbox.items()[1]?.id ?? '')).toBe(true)
  if (first) first.responseText = JSON.stringify({ id: 'media-7', mime_type: 'image/png', status: 'ready' })
  first?.onload()
  second?.onload()
  await env.advance(1_000)
  expect(sent).toMatchObject([{ media_id: 'media-7' }])
  expect(client.outbox.items()).toEqual([])
})

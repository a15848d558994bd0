import type { Media } from '@pytake/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ServerError } from '../domain/errors'
import type { OutboundFile, OutboundMessage } from '../domain/ports'
import { textMessage } from '../domain/testing/memory-queues'
import { virtualEnv } from '../testing/virtual-env'
import { FILE_TIMEOUT_MS } from './file-upload'
import { CUSTOMER, NUMBER } from './testing/deliveries'
import {
  answers,
  type FakeGraph,
  type GraphBehaviour,
  neverAnswers,
  refuses,
  resets,
  startFakeGraph,
} from './testing/fake-graph'
import { whatsapp } from './whatsapp'

let graph: FakeGraph
beforeEach(async () => {
  graph = await startFakeGraph()
})
afterEach(() => graph.close())

const isUpload = (path: string): boolean => path.endsWith('/media')

/** Answers uploads one way and messages the other. */
const behave = (upload: GraphBehaviour, message: GraphBehaviour = answers(200, { messages: [{ id: 'wamid.out' }] })) =>
  graph.behave((response, request) => (isUpload(request.path) ? upload : message)(response, request))

function open(graphUrl = graph.url) {
  const options = { phoneNumberId: NUMBER, accessToken: 'token', appSecret: 's', verifyToken: 'v', tenantId: 'acme' }
  const env = virtualEnv({ fetch: (request) => fetch(request) })
  return { env, channel: whatsapp({ ...options, graphUrl }).open(env).channel }
}

const fileOf = (media: Partial<Media>, caption: string | null, content = 'bytes'): OutboundFile => ({
  media: { id: 'f1', mime_type: 'image/jpeg', size: content.length, status: 'ready', ...media },
  caption,
  read: async () => new Blob([content]).stream(),
})

const outbound = (type: 'image' | 'document' | 'audio', file: OutboundFile): OutboundMessage => ({
  attempt_ref: 'attempt-1',
  to: CUSTOMER,
  message: { ...textMessage('c1', 'm1'), message_type: type, media: file.media },
  reply_to_external_id: null,
  location: null,
  file,
})

test('a file goes to Meta first, with its length, and the message names it', async () => {
  behave(answers(200, { id: 'media-1' }))
  const file = fileOf({ mime_type: 'application/pdf', filename: 'contrato é.pdf' }, 'assine')
  expect(await open().channel.send(outbound('document', file))).toMatchObject({ kind: 'accepted' })
  const [upload, message] = graph.requests
  expect(upload?.path).toBe(`/v25.0/${NUMBER}/media`)
  expect(upload?.headers).toMatchObject({
    authorization: 'Bearer token',
    'content-length': expect.stringMatching(/^\d+$/),
    'content-type': expect.stringMatching(/^multipart\/form-data/),
  })
  for (const part of ['name="messaging_product"', 'whatsapp', 'Content-Type: application/pdf', 'bytes']) {
    expect(upload?.body).toContain(part)
  }
  expect(message?.json).toMatchObject({
    type: 'document',
    document: { id: 'media-1', filename: 'contrato é.pdf', caption: 'assine' },
    biz_opaque_callback_data: 'attempt-1',
  })
})

test('a voice note is marked as one, and what has no caption sends none', async () => {
  behave(answers(200, { id: 'media-1' }))
  await open().channel.send(outbound('audio', fileOf({ mime_type: 'audio/ogg; codecs=opus' }, null)))
  expect(graph.requests[1]?.json).toMatchObject({ audio: { id: 'media-1', voice: true } })
  await open().channel.send(outbound('image', fileOf({ mime_type: 'image/jpeg' }, null)))
  expect(graph.requests[3]?.json).toMatchObject({ image: { id: 'media-1' } })
})

test.each([
  ['is reset', resets],
  ['answers without an id', answers(200, {})],
  ['fails without a code', answers(502, 'Bad gateway')],
  ['fails on the side of Meta', refuses(131000, 500)],
  ['is too much now', refuses(130429)],
])('an upload that %s is tried again and sent nothing', async (_, behaviour) => {
  behave(behaviour)
  const outcome = await open().channel.send(outbound('image', fileOf({}, null)))
  expect(outcome).toMatchObject({ kind: 'rejected', error: { retryable: true } })
  expect(graph.requests.filter(({ path }) => !isUpload(path))).toEqual([])
})

test('an upload that Meta refuses for good fails with its code', async () => {
  behave(refuses(131053))
  expect(await open().channel.send(outbound('image', fileOf({}, null)))).toMatchObject({
    kind: 'rejected',
    error: { provider_code: '131053', retryable: false },
  })
})

test('an answer that is lost after the upload leaves the message unknown', async () => {
  behave(answers(200, { id: 'media-1' }), resets)
  expect(await open().channel.send(outbound('image', fileOf({}, null)))).toMatchObject({ kind: 'unknown' })
  expect(graph.requests).toHaveLength(2)
})

test('a file that is gone is never sent', async () => {
  const gone = { ...fileOf({}, null), read: () => Promise.reject(new ServerError('not_found', 'unable to read file')) }
  expect(await open().channel.send(outbound('image', gone))).toMatchObject({
    kind: 'rejected',
    error: { code: 'media_missing', retryable: false },
  })
  expect(graph.requests).toEqual([])
})

test('two files are on their way at once, the third waits its turn and at most so long', async () => {
  behave(neverAnswers)
  const { env, channel } = open()
  const sends = [1, 2, 3].map(() => channel.send(outbound('image', fileOf({}, null))))
  await expect.poll(() => graph.requests.length).toBe(2)
  await env.advance(FILE_TIMEOUT_MS)
  expect(await Promise.all(sends)).toMatchObject(Array(3).fill({ kind: 'rejected', error: { retryable: true } }))
})

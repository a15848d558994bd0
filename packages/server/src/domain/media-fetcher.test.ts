import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { recordingLogger } from '../testing/recording-logger'
import { virtualEnv } from '../testing/virtual-env'
import { ServerError } from './errors'
import { createMediaFetcher, type MediaFetcherLimits } from './media-fetcher'
import type { MediaStore } from './ports'
import { enqueueMedia, memoryQueues } from './testing/memory-queues'
import { scriptedChannel } from './testing/scripted-channel'

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

function setUp(limits: Partial<MediaFetcherLimits> = {}) {
  const env = virtualEnv()
  const queues = memoryQueues(env)
  const channel = scriptedChannel()
  const files = new Map<string, Uint8Array>()
  const store: MediaStore = {
    put: async (key, body) => {
      if (body instanceof Uint8Array) files.set(key, body)
    },
    read: () => Promise.reject(new Error('not asked for')),
    remove: async (key) => void files.delete(key),
  }
  channel.onFetch = () => Promise.resolve({ body: jpeg, mime_type: 'image/jpeg' })
  const logger = recordingLogger()
  const start = () => createMediaFetcher({ queues, channels: [channel], store, env, logger, limits })
  return { env, queues, channel, store, files, logger, start }
}

test('a file is stored under its id with size, digest and type', async () => {
  const { env, queues, files, start } = setUp()
  enqueueMedia(queues, 'media-1')
  start()
  await env.settle()
  expect(files.get('media-1')).toEqual(jpeg)
  expect(queues.media[0]?.outcomes).toEqual([
    {
      kind: 'stored',
      key: 'media-1',
      size: 7,
      sha256: createHash('sha256').update(jpeg).digest('hex'),
      mime_type: 'image/jpeg',
    },
  ])
})

test('a file that is not what it was said to be is kept as what it is', async () => {
  const { env, queues, start } = setUp()
  enqueueMedia(queues, 'media-1', 'application/pdf')
  start()
  await env.settle()
  expect(queues.media[0]?.outcomes).toMatchObject([{ kind: 'stored', mime_type: 'image/jpeg' }])
})

test('a type that the webhook left out is taken from the provider', async () => {
  const { env, queues, channel, start } = setUp()
  channel.onFetch = () => Promise.resolve({ body: new Uint8Array([1]), mime_type: 'text/csv' })
  enqueueMedia(queues, 'media-1', 'application/octet-stream')
  start()
  await env.settle()
  expect(queues.media[0]?.outcomes).toMatchObject([{ mime_type: 'text/csv' }])
})

test('a fetch that failed for now is repeated, one that failed for good is not', async () => {
  const { env, queues, channel, start } = setUp()
  let failures = [
    new TypeError('socket'),
    new ServerError('service_unavailable', 'down'),
    new ServerError('not_found', 'gone'),
  ]
  channel.onFetch = () => {
    const [failure, ...rest] = failures
    failures = rest
    return failure === undefined ? Promise.resolve({ body: jpeg, mime_type: 'image/jpeg' }) : Promise.reject(failure)
  }
  enqueueMedia(queues, 'media-1')
  start()
  await env.advance(120_000)
  expect(queues.media[0]?.outcomes).toEqual([
    { kind: 'retry', reason: 'internal_error' },
    { kind: 'retry', reason: 'service_unavailable' },
    { kind: 'failed', reason: 'not_found' },
  ])
})

test('a disk that refuses is a reason to try again', async () => {
  const { env, queues, store, start } = setUp()
  store.put = () => Promise.reject(new Error('ENOSPC'))
  enqueueMedia(queues, 'media-1')
  start()
  await env.settle()
  expect(queues.media[0]?.outcomes).toEqual([{ kind: 'retry', reason: 'internal_error' }])
})

test('a fetch that never ends gives its place back', async () => {
  const { env, queues, channel, files, start } = setUp({ concurrency: 1, fetchTimeoutMs: 5_000 })
  channel.onFetch = (externalId) =>
    externalId === 'external-media-1' ? new Promise(() => {}) : Promise.resolve({ body: jpeg, mime_type: 'image/jpeg' })
  enqueueMedia(queues, 'media-1')
  enqueueMedia(queues, 'media-2')
  start()
  await env.advance(5_000)
  expect(queues.media[0]?.outcomes).toEqual([{ kind: 'retry', reason: 'request_timeout' }])
  await env.settle()
  expect([...files.keys()]).toEqual(['media-2'])
})

test('the limit of bytes reaches the channel', async () => {
  const { env, queues, channel, start } = setUp({ maxBytes: 42 })
  let asked = 0
  channel.onFetch = (_externalId, maxBytes) => {
    asked = maxBytes
    return Promise.reject(new ServerError('payload_too_large', 'too long'))
  }
  enqueueMedia(queues, 'media-1')
  start()
  await env.settle()
  expect(asked).toBe(42)
  expect(queues.media[0]?.outcomes).toEqual([{ kind: 'failed', reason: 'payload_too_large' }])
})

test('a file of a channel that is not configured fails', async () => {
  const { env, queues, start } = setUp()
  enqueueMedia(queues, 'media-1')
  for (const { claim } of queues.media) claim.channel_id = 'other'
  start()
  await env.settle()
  expect(queues.media[0]?.outcomes).toEqual([{ kind: 'failed', reason: 'channel_not_configured' }])
})

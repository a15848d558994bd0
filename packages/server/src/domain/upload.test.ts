import { expect, test } from 'vitest'
import { admin, agent, openTestInbox, type TestInbox } from '../testing/test-inbox'
import { createUploadCleaner } from './upload-cleaner'
import type { UploadedFile } from './ports'
import { MAX_WAITING_UPLOADS, UPLOAD_LIFE_MS } from './upload'

const JPEG = [0xff, 0xd8, 0xff, 0xe0]

const streamOf = (...chunks: number[][]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Uint8Array.from(chunk))
      controller.close()
    },
  })

const file = (overrides: Partial<UploadedFile> = {}): UploadedFile => ({
  filename: 'foto.jpg',
  mime_type: 'image/jpeg',
  size: null,
  body: streamOf(JPEG.slice(0, 2), JPEG.slice(2)),
  ...overrides,
})

/** Lets the cleaner do all that is due now. */
async function clean({ queues, files: store, env, logger }: TestInbox): Promise<void> {
  const cleaner = createUploadCleaner({ queues, store, env, logger })
  await cleaner.drain()
  await cleaner.close()
}

const bytesOf = async ({ files }: TestInbox, key: string) => [
  ...new Uint8Array(await new Response(await files.read(key)).arrayBuffer()),
]

test('an uploaded file is weighed, named and ready', async () => {
  const core = await openTestInbox()
  const media = await core.inbox.media.upload(agent, file())
  expect(media).toEqual({
    id: expect.any(String),
    mime_type: 'image/jpeg',
    filename: 'foto.jpg',
    size: 4,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    status: 'ready',
  })
  expect(await core.inbox.media.get(agent, media.id)).toEqual({ media, key: media.id })
  expect(await bytesOf(core, media.id)).toEqual(JPEG)
})

test('the bytes decide what a file is where its sender is wrong', async () => {
  const { inbox } = await openTestInbox()
  expect(await inbox.media.upload(agent, file({ mime_type: 'text/html' }))).toMatchObject({ mime_type: 'image/jpeg' })
  const page = file({ body: streamOf([60, 104, 116, 109, 108]), mime_type: 'image/png' })
  expect(await inbox.media.upload(agent, page)).toMatchObject({ mime_type: 'application/octet-stream' })
})

test('until a message takes it, only its owner sees a file', async () => {
  const { inbox } = await openTestInbox()
  const { id } = await inbox.media.upload(agent, file())
  await expect(inbox.media.get(admin, id)).rejects.toMatchObject({ code: 'not_found' })
})

test('the same file again answers with the one that waits, and leaves no second copy', async () => {
  const core = await openTestInbox()
  const first = await core.inbox.media.upload(agent, file())
  expect(await core.inbox.media.upload(agent, file())).toEqual(first)
  const renamed = await core.inbox.media.upload(agent, file({ filename: 'outra.jpg' }))
  expect(renamed.id).not.toBe(first.id)
  await clean(core)
  expect(await core.database.read('acme', (rows) => rows.uploads.countOf('ana'))).toBe(2)
  expect(await bytesOf(core, first.id)).toEqual(JPEG)
})

test.each([
  ['announced', file({ size: 5 })],
  ['counted', file({ body: streamOf(JPEG, [1]) })],
])('a file beyond the bound is refused, its size %s, and nothing of it stays', async (_, large) => {
  const core = await openTestInbox({ maxUploadBytes: 4 })
  await expect(core.inbox.media.upload(agent, large)).rejects.toMatchObject({ code: 'payload_too_large' })
  await clean(core)
  expect(await core.database.read('acme', (rows) => rows.uploads.countOf('ana'))).toBe(0)
})

test('an empty file is refused', async () => {
  const { inbox } = await openTestInbox()
  await expect(inbox.media.upload(agent, file({ body: streamOf() }))).rejects.toMatchObject({ code: 'invalid_request' })
})

test('a body that breaks off leaves nothing', async () => {
  const core = await openTestInbox()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Uint8Array.from(JPEG)),
    pull: (controller) => controller.error(new Error('gone')),
  })
  await expect(core.inbox.media.upload(agent, file({ body }))).rejects.toMatchObject({ code: 'invalid_request' })
  await clean(core)
  expect(await core.database.read('acme', (rows) => rows.uploads.countOf('ana'))).toBe(0)
})

test('a file that no message took is removed after a day', async () => {
  const core = await openTestInbox()
  const { id } = await core.inbox.media.upload(agent, file())
  await core.env.advance(UPLOAD_LIFE_MS - 1)
  await clean(core)
  expect(await bytesOf(core, id)).toEqual(JPEG)
  await core.env.advance(1)
  await clean(core)
  await expect(core.inbox.media.get(agent, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(core.files.read(id)).rejects.toMatchObject({ code: 'not_found' })
})

test('a file that cannot be removed now is removed later', async () => {
  const core = await openTestInbox()
  await core.inbox.media.upload(agent, file())
  await core.env.advance(UPLOAD_LIFE_MS)
  const broken = { remove: () => Promise.reject(new Error('disk')) }
  await clean({ ...core, files: { ...core.files, ...broken } })
  expect(await core.database.read('acme', (rows) => rows.uploads.countOf('ana'))).toBe(1)
  await core.env.advance(60_000)
  await clean(core)
  expect(await core.database.read('acme', (rows) => rows.uploads.countOf('ana'))).toBe(0)
})

test('only so many files of a user may wait', async () => {
  const { inbox } = await openTestInbox()
  for (let index = 0; index < MAX_WAITING_UPLOADS; index += 1) {
    await inbox.media.upload(agent, file({ filename: `${index}.jpg` }))
  }
  await expect(inbox.media.upload(agent, file())).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(inbox.media.upload(admin, file())).resolves.toMatchObject({ status: 'ready' })
})

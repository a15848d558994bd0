import { MAX_UPLOAD_BYTES, type FileMessageType } from '@pytake/protocol'
import { expect, test } from 'vitest'
import { admin, agent, listQuery, openTestInbox, sendBody, type TestInbox } from '../testing/test-inbox'
import { UPLOAD_LIFE_MS } from './upload'

const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])

async function openWithFile(filename: string | null = 'foto.jpg') {
  const core = await openTestInbox()
  const { id: conversationId } = await core.customerWrites('wamid.1')
  const body = new Blob([JPEG]).stream()
  const file = await core.inbox.media.upload(agent, { filename, mime_type: 'image/jpeg', size: null, body })
  const send = (media_id: string | undefined, content = '', message_type: FileMessageType = 'image', who = agent) =>
    core.inbox.messages.send(
      who,
      conversationId,
      sendBody({ content, message_type, ...(media_id !== undefined && { media_id }) }),
    )
  return { ...core, conversationId, file, send }
}

async function claimOne({ queues }: TestInbox) {
  const [claim] = await queues.claimDeliveries(10, 30_000, 120_000)
  if (claim === undefined) throw new Error('nothing to send')
  return claim
}

test('a message takes an uploaded file, and the list shows both', async () => {
  const { inbox, conversationId, file, send } = await openWithFile()
  const message = await send(file.id, 'as férias')
  expect(message).toMatchObject({ message_type: 'image', content: 'as férias', media: file, status: 'pending' })
  const { items } = await inbox.messages.list(agent, conversationId, listQuery())
  expect(items.at(-1)).toEqual(message)
  expect(await inbox.media.get(admin, file.id)).toEqual({ media: file, key: file.id })
})

test.each([
  ['image', '📷'],
  ['document', '📄 foto.jpg'],
  ['video', '🎥'],
] as const)('a %s without a caption reads as %s, and goes out without one', async (type, summary) => {
  const core = await openWithFile()
  const message = await core.send(core.file.id, ' ', type)
  expect(message.content).toBe(summary)
  expect(await core.inbox.conversations.get(agent, core.conversationId)).toMatchObject({ last_message: summary })
  const { outbound } = await claimOne(core)
  expect(outbound.file).toMatchObject({ caption: null, media: core.file })
})

test('the channel gets the caption and the bytes', async () => {
  const core = await openWithFile()
  await core.send(core.file.id, 'as férias')
  const { outbound } = await claimOne(core)
  expect(outbound.file?.caption).toBe('as férias')
  expect(outbound.file && (await new Response(await outbound.file.read()).arrayBuffer())).toEqual(JPEG.buffer)
})

test('a file has a longer lease than a text', async () => {
  const core = await openWithFile()
  await core.send(core.file.id)
  await claimOne(core)
  core.env.jump(119_999)
  expect(await core.queues.expireLeases()).toBe(0)
  core.env.jump(1)
  expect(await core.queues.expireLeases()).toBe(1)
})

test('a file that a message took stays', async () => {
  const { inbox, database, file, send, env } = await openWithFile()
  await send(file.id)
  env.jump(UPLOAD_LIFE_MS)
  expect(await database.due.uploads(new Date(env.now()).toISOString(), 10)).toEqual([])
  expect(await inbox.media.get(agent, file.id)).toMatchObject({ key: file.id })
})

test('a file can be sent again, also by a colleague, as a file of its own', async () => {
  const { inbox, file, send } = await openWithFile()
  await send(file.id)
  const { media } = await send(file.id, '', 'image', admin)
  expect(media).toEqual({ ...file, id: expect.not.stringMatching(file.id) })
  expect(media && (await inbox.media.get(agent, media.id)).key).toBe(file.id)
})

test('the same key answers with the same message though the file is taken', async () => {
  const { inbox, conversationId, file } = await openWithFile()
  const body = sendBody({ content: '', message_type: 'image', media_id: file.id, client_message_id: 'k1' })
  const first = await inbox.messages.send(agent, conversationId, body)
  expect(await inbox.messages.send(agent, conversationId, body)).toEqual(first)
})

test('a message of a file names one that its sender may send', async () => {
  const { send, inbox, conversationId, file } = await openWithFile()
  const refused = { code: 'invalid_request', details: { errors: [{ path: 'media_id' }] } }
  await expect(send(undefined)).rejects.toMatchObject(refused)
  await expect(send('f-unknown')).rejects.toMatchObject(refused)
  await expect(send(file.id, '', 'image', admin)).rejects.toMatchObject(refused)
  const text = sendBody({ media_id: file.id })
  await expect(inbox.messages.send(agent, conversationId, text)).rejects.toMatchObject(refused)
})

test('what the channel would refuse is refused before anything is stored', async () => {
  const core = await openWithFile()
  core.channel.refuseFile = (_, { mime_type }) => ({ path: 'media_id', message: `is ${mime_type}` })
  await expect(core.send(core.file.id)).rejects.toMatchObject({
    code: 'media_refused',
    details: { errors: [{ path: 'media_id', message: 'is image/jpeg' }] },
  })
  expect(await core.queues.claimDeliveries(10, 30_000)).toEqual([])
  core.channel.refuseFile = () => null
  await expect(core.send(core.file.id)).resolves.toMatchObject({ status: 'pending' })
})

test('the bound of the server is the protocol’s', async () => {
  const { inbox } = await openTestInbox()
  const file = { filename: null, mime_type: '', size: MAX_UPLOAD_BYTES + 1, body: new Blob([JPEG]).stream() }
  await expect(inbox.media.upload(agent, file)).rejects.toMatchObject({ code: 'payload_too_large' })
})

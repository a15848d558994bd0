import { afterAll, beforeAll, expect, test } from 'vitest'
import { signToken, startStack, type Stack } from '../stack/stack'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function call(path: string, init: RequestInit & { userId?: string } = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${await signToken({ userId: init.userId ?? 'ana' })}`)
  return fetch(`${stack.url}/api/v1${path}`, { ...init, headers })
}

const upload = (body: BodyInit, type: string, filename: string) =>
  call(`/media?filename=${encodeURIComponent(filename)}`, { method: 'POST', body, headers: { 'content-type': type } })

const send = async (conversationId: string, body: Record<string, unknown>): Promise<Response> =>
  call(`/conversations/${conversationId}/messages`, {
    method: 'POST',
    body: JSON.stringify({ content: '', ...body }),
    headers: { 'content-type': 'application/json' },
  })

async function openConversation(): Promise<string> {
  await stack.meta.phone('5511999990001', { name: 'João' }).sends('Oi')
  await stack.meta.idle()
  const [conversation] = (await (await call('/conversations')).json()) as { id: string }[]
  return conversation?.id ?? ''
}

test('an uploaded picture is sent by its id and shown on the phone with its caption', async () => {
  const conversationId = await openConversation()
  const { id: media_id } = (await (await upload(PNG, 'image/png', 'ponto.png')).json()) as { id: string }
  const answer = await send(conversationId, { message_type: 'image', media_id, content: 'um ponto' })
  expect(answer.status).toBe(200)
  const message = (await answer.json()) as { id: string }
  expect(message).toMatchObject({
    message_type: 'image',
    content: 'um ponto',
    media: { id: media_id, status: 'ready' },
  })

  const shown = await stack.meta.phone('5511999990001').receives('um ponto')
  expect(shown.content).toMatchObject({ type: 'image', mimeType: 'image/png', caption: 'um ponto' })
  const mediaId = 'mediaId' in shown.content ? shown.content.mediaId : ''
  const onPhone = await fetch(`${stack.meta.url}/_simulator/media/${mediaId}`)
  expect(Buffer.from(await onPhone.arrayBuffer()).equals(PNG)).toBe(true)

  await expect.poll(() => statusOf(conversationId, message.id)).toMatch(/delivered|read/)
  expect((await call(`/media/${media_id}`, { userId: 'bia' })).status).toBe(200)
})

async function statusOf(conversationId: string, id: string): Promise<string | undefined> {
  const rows = (await (await call(`/conversations/${conversationId}/messages`)).json()) as {
    id: string
    status: string
  }[]
  return rows.find((row) => row.id === id)?.status
}

test('a file without a caption comes without one, and reads as what it is', async () => {
  const conversationId = await openConversation()
  const { id: media_id } = (await (await upload('%PDF-1.4', 'application/pdf', 'contrato.pdf')).json()) as {
    id: string
  }
  const answer = await send(conversationId, { message_type: 'document', media_id })
  expect(await answer.json()).toMatchObject({ content: '📄 contrato.pdf' })
  const { content } = await stack.meta.phone('5511999990001').receives('contrato.pdf')
  expect(content).toMatchObject({ type: 'document', filename: 'contrato.pdf' })
  expect(content).not.toHaveProperty('caption')
})

test('a WebM voice note is refused with its reason before Meta is asked', async () => {
  const conversationId = await openConversation()
  const webm = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4])
  const { id: media_id } = (await (await upload(webm, 'audio/webm;codecs=opus', 'voz.webm')).json()) as { id: string }
  const answer = await send(conversationId, { message_type: 'audio', media_id })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    code: 'media_refused',
    errors: [{ path: 'media_id', message: expect.stringContaining('audio/ogg') }],
  })
})

test('an answer of Meta that is lost is unknown and never repeated, one that never came is', async () => {
  const conversationId = await openConversation()
  const { id: media_id } = (await (await upload(PNG, 'image/png', 'uma.png')).json()) as { id: string }
  stack.meta.faults.next('media', 'reset-before-accept')
  stack.meta.faults.next('messages', 'reset-after-accept')
  const { id } = (await (
    await send(conversationId, { message_type: 'image', media_id, content: 'uma só' })
  ).json()) as {
    id: string
  }
  // The upload broke off and was repeated; the send was accepted once, and the status webhook settles it.
  await expect.poll(() => statusOf(conversationId, id), { timeout: 20_000 }).toMatch(/sent|delivered|read/)
  const phone = stack.meta.phone('5511999990001')
  expect(phone.messages().filter(({ text }) => text === 'uma só')).toHaveLength(1)
})

test('an uploaded file reads back byte for byte, for its owner alone', async () => {
  const answer = await upload(PNG, 'image/png', 'ponto é.png')
  expect(answer.status).toBe(201)
  const media = (await answer.json()) as { id: string }
  expect(media).toMatchObject({ mime_type: 'image/png', filename: 'ponto é.png', size: PNG.length, status: 'ready' })
  const download = await call(`/media/${media.id}`)
  expect(Buffer.from(await download.arrayBuffer()).equals(PNG)).toBe(true)
  expect((await call(`/media/${media.id}`, { userId: 'bia' })).status).toBe(404)
})

test('a stream without a length is taken as it comes', async () => {
  const chunk = new Uint8Array(64 * 1024).fill(65)
  let left = 64
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      left -= 1
      if (left < 0) controller.close()
      else controller.enqueue(chunk)
    },
  })
  const answer = await call('/media', {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': 'text/plain' },
  } as RequestInit)
  expect(await answer.json()).toMatchObject({ size: 64 * 64 * 1024, mime_type: 'text/plain' })
})

test('more than 100 MiB is refused before it is sent', async () => {
  const answer = await upload(new Blob([new Uint8Array(101 * 1024 * 1024)]), 'video/mp4', 'film.mp4')
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'payload_too_large'])
})

import * as z from 'zod/mini'
import { expect, test } from 'vitest'
import { sampleImage } from '../samples'
import type { Simulator } from '../simulator'
import { JOAO, simulate } from '../testing/simulation'

const mediaSchema = z.object({ url: z.string(), sha256: z.string(), file_size: z.number(), mime_type: z.string() })

function get(simulator: Simulator, url: string, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${simulator.accessToken}`
  return simulator.fetch(
    new Request(new URL(url, `${simulator.graphUrl}/`), { headers: { authorization, ...headers } }),
  )
}

function upload(simulator: Simulator, file: File | undefined, product = 'whatsapp') {
  const form = new FormData()
  form.append('messaging_product', product)
  if (file) form.append('file', file)
  return simulator.fetch(
    new Request(`${simulator.graphUrl}/${simulator.phoneNumberId}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simulator.accessToken}` },
      body: form,
    }),
  )
}

async function receivedImage() {
  const simulation = await simulate()
  const { env, receiver, simulator } = simulation
  await simulator.phone(JOAO).sends({ image: 'sample', caption: 'Este' })
  await env.settle()
  const image = z
    .object({ id: z.string(), mime_type: z.string(), sha256: z.string(), caption: z.string() })
    .parse(receiver.messages[0]?.['image'])
  return { ...simulation, image }
}

test('a customer’s photo is two hops away: its address, then its bytes, both with the token', async () => {
  const { simulator, image } = await receivedImage()
  const resolved = mediaSchema.parse(await (await get(simulator, image.id)).json())
  expect(resolved).toMatchObject({ mime_type: 'image/jpeg', file_size: sampleImage().bytes.byteLength })
  expect(Buffer.from(resolved.sha256, 'hex').toString('base64')).toBe(image.sha256)
  const download = await get(simulator, resolved.url)
  expect(download.headers.get('content-type')).toBe('image/jpeg')
  expect(Buffer.from(await download.arrayBuffer()).equals(sampleImage().bytes)).toBe(true)
  expect((await simulator.fetch(new Request(resolved.url))).status).toBe(401)
  expect((await get(simulator, resolved.url, { range: 'bytes=0-1' })).status).toBe(206)
})

test('a download address dies after five minutes and can be asked for again', async () => {
  const { env, simulator, image } = await receivedImage()
  const first = mediaSchema.parse(await (await get(simulator, image.id)).json())
  await env.advance(5 * 60_000)
  expect((await get(simulator, first.url)).status).toBe(404)
  const second = mediaSchema.parse(await (await get(simulator, image.id)).json())
  expect((await get(simulator, second.url)).status).toBe(200)
})

test('an upload can be sent by its id', async () => {
  const { env, simulator, sends } = await receivedImage()
  const response = await upload(
    simulator,
    new File([new Uint8Array(sampleImage().bytes)], 'a.jpg', { type: 'image/jpeg' }),
  )
  const { id } = z.object({ id: z.string() }).parse(await response.json())
  await sends({ type: 'image', image: { id, caption: 'Pronto' } })
  await env.advance(800)
  expect(simulator.phone(JOAO).messages().at(-1)).toMatchObject({
    text: 'Pronto',
    content: { type: 'image', mediaId: id, mimeType: 'image/jpeg' },
  })
})

test.each([
  ['without a file', undefined, 100],
  ['of a type WhatsApp does not know', new File(['x'], 'a.exe', { type: 'application/x-msdownload' }), 100],
  [
    'over the limit of its type',
    new File([new Uint8Array(5 * 1024 * 1024 + 1)], 'a.png', { type: 'image/png' }),
    131053,
  ],
])('an upload %s is refused', async (_, file, code) => {
  const { simulator } = await simulate()
  const response = await upload(simulator, file)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code } })
})

test('a linked file is fetched after the answer and reaches the phone', async () => {
  const { env, receiver, simulator, sends } = await receivedImage()
  const app = env.network
  env.network = async (request) =>
    request.url === 'https://files.test/a.png'
      ? new Response('png', { headers: { 'content-type': 'image/png' } })
      : app(request)
  await sends({ type: 'image', image: { link: 'https://files.test/a.png' } })
  await env.advance(800)
  expect(simulator.phone(JOAO).messages().at(-1)).toMatchObject({ content: { type: 'image', mimeType: 'image/png' } })
  expect(receiver.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered'])
})

test('a dead link is accepted and fails later', async () => {
  const { env, receiver, sends } = await receivedImage()
  const app = env.network
  env.network = async (request) =>
    request.url.startsWith('https://files') ? new Response('', { status: 404 }) : app(request)
  await sends({ type: 'image', image: { link: 'https://files.test/a.png' } })
  await env.advance(800)
  expect(receiver.statuses).toMatchObject([{ status: 'failed', errors: [{ code: 131053 }] }])
})

test('an id nobody knows is an unsupported request with subcode 33, whatever the version', async () => {
  const { simulator } = await simulate()
  for (const path of ['/v17.0/404', '/v26.0/404', '/404']) {
    const response = await get(simulator, new URL(path, simulator.url).href)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { code: 100, error_subcode: 33, type: 'GraphMethodException' },
    })
  }
})

test('a deleted medium is gone', async () => {
  const { simulator, image } = await receivedImage()
  const headers = { authorization: `Bearer ${simulator.accessToken}` }
  const deleted = await simulator.fetch(new Request(`${simulator.graphUrl}/${image.id}`, { method: 'DELETE', headers }))
  expect(await deleted.json()).toEqual({ success: true })
  expect((await get(simulator, image.id)).status).toBe(400)
})

test('the business number tells about itself, or only what is asked', async () => {
  const { simulator } = await simulate()
  const all = await (await get(simulator, simulator.phoneNumberId)).json()
  expect(all).toMatchObject({ id: simulator.phoneNumberId, display_phone_number: '551130900000' })
  const some = await (await get(simulator, `${simulator.phoneNumberId}?fields=verified_name`)).json()
  expect(some).toEqual({ id: simulator.phoneNumberId, verified_name: 'PyTake Demo' })
})

import { expect, test } from 'vitest'
import { mediaStoreContract } from '../testing/media-store.contract'
import { memoryMedia } from './memory-media'

mediaStoreContract('memory', () => Promise.resolve(memoryMedia()))

test('what is full refuses more and keeps what it has', async () => {
  const store = memoryMedia({ maxBytes: 10 })
  await store.put('0199-first', new Uint8Array(8))
  await expect(store.put('0199-second', new Uint8Array(3))).rejects.toMatchObject({ code: 'service_unavailable' })
  await expect(store.read('0199-first')).resolves.toBeInstanceOf(ReadableStream)
})

test('replacing and removing give room back', async () => {
  const store = memoryMedia({ maxBytes: 10 })
  await store.put('0199-first', new Uint8Array(10))
  await store.put('0199-first', new Uint8Array(10))
  await store.remove('0199-first')
  await expect(store.put('0199-second', new Uint8Array(10))).resolves.toBeUndefined()
})

test('a body changed by its owner afterwards leaves the stored one alone', async () => {
  const store = memoryMedia()
  const body = new Uint8Array([1])
  await store.put('0199-first', body)
  body[0] = 2
  const stored = new Uint8Array(await new Response(await store.read('0199-first')).arrayBuffer())
  expect([...stored]).toEqual([1])
})

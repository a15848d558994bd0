import { expect, test } from 'vitest'
import { isServerError } from '../domain/errors'
import type { MediaStore } from '../domain/ports'

/** What every media store must do; call it in the test file of each adapter. */
export function mediaStoreContract(name: string, create: () => Promise<MediaStore>): void {
  const body = new Uint8Array(200_000).map((_, index) => index % 251)

  test(`${name}: a file reads back byte for byte`, async () => {
    const store = await create()
    await store.put('0199-file', body)
    expect(Buffer.compare(await readAll(store, '0199-file'), body)).toBe(0)
  })

  test(`${name}: a range has an exclusive end, and an end beyond the file is cut to it`, async () => {
    const store = await create()
    await store.put('0199-file', body)
    expect([...(await readAll(store, '0199-file', { start: 3, end: 6 }))]).toEqual([3, 4, 5])
    expect(await readAll(store, '0199-file', { start: 199_990, end: 999_999 })).toHaveLength(10)
    expect(await readAll(store, '0199-file', { start: 65_000, end: 140_000 })).toHaveLength(75_000)
  })

  test(`${name}: a range outside the file is refused`, async () => {
    const store = await create()
    await store.put('0199-file', new Uint8Array(10))
    await expect(store.read('0199-file', { start: 10, end: 12 })).rejects.toMatchObject({
      code: 'range_not_satisfiable',
    })
  })

  test(`${name}: a stream is stored as it is`, async () => {
    const store = await create()
    await store.put('0199-file', new Blob([body]).stream())
    expect(Buffer.compare(await readAll(store, '0199-file'), body)).toBe(0)
  })

  test(`${name}: a stream that breaks off leaves nothing, and its error is passed on`, async () => {
    const store = await create()
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(body),
      pull: (controller) => controller.error(new Error('gone')),
    })
    await expect(store.put('0199-file', broken)).rejects.toThrow('gone')
    await expect(store.read('0199-file')).rejects.toMatchObject({ code: 'not_found' })
  })

  test(`${name}: an empty file is a file`, async () => {
    const store = await create()
    await store.put('0199-file', new Uint8Array())
    expect(await readAll(store, '0199-file')).toHaveLength(0)
  })

  test(`${name}: a second put replaces the first`, async () => {
    const store = await create()
    await store.put('0199-file', body)
    await store.put('0199-file', new Uint8Array([1, 2]))
    expect([...(await readAll(store, '0199-file'))]).toEqual([1, 2])
  })

  test(`${name}: an unknown key is not found, and removing it is no error`, async () => {
    const store = await create()
    await expect(store.read('0199-file')).rejects.toSatisfy((error) => isServerError(error, 'not_found'))
    await expect(store.remove('0199-file')).resolves.toBeUndefined()
  })

  test(`${name}: a removed file is gone`, async () => {
    const store = await create()
    await store.put('0199-file', body)
    await store.remove('0199-file')
    await expect(store.read('0199-file')).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each(['../0199-file', 'a/b', '.hidden', '', '..', 'a\\b', 'a\u0000b', `x${'y'.repeat(200)}`])(
    `${name}: the key %j is refused`,
    async (key) => {
      const store = await create()
      await expect(store.put(key, body)).rejects.toMatchObject({ code: 'not_found' })
      await expect(store.read(key)).rejects.toMatchObject({ code: 'not_found' })
    },
  )

  test(`${name}: a reader may leave early`, async () => {
    const store = await create()
    await store.put('0199-file', body)
    const reader = (await store.read('0199-file')).getReader()
    expect((await reader.read()).done).toBe(false)
    await expect(reader.cancel()).resolves.toBeUndefined()
  })
}

async function readAll(store: MediaStore, key: string, range?: { start: number; end: number }): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await store.read(key, range)).arrayBuffer())
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { mediaStoreContract } from '../testing/media-store.contract'
import { fileMedia } from './file-media'

const folders: string[] = []

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pytake-media-'))
  folders.push(folder)
  return folder
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

mediaStoreContract('files', async () => fileMedia(join(await temporaryFolder(), 'created', 'on', 'demand')))

test('a write leaves nothing beside the file', async () => {
  const folder = await temporaryFolder()
  await fileMedia(folder).put('0199-file', new Uint8Array([1]))
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['le', join('le', '0199-file')])
})

test('a write that fails leaves nothing behind', async () => {
  const folder = await temporaryFolder()
  // A folder stands where the file should appear, so the rename must fail.
  await mkdir(join(folder, 'le', '0199-file', 'inner'), { recursive: true })
  await expect(fileMedia(folder).put('0199-file', new Uint8Array([1]))).rejects.toThrow()
  expect(await readdir(join(folder, 'le'))).toEqual(['0199-file'])
})

test('concurrent writes of one key leave one of them whole', async () => {
  const store = fileMedia(await temporaryFolder())
  const bodies = [1, 2, 3, 4].map((fill) => new Uint8Array(300_000).fill(fill))
  await Promise.all(bodies.map((body) => store.put('0199-file', body)))
  const read = new Uint8Array(await new Response(await store.read('0199-file')).arrayBuffer())
  expect(read).toHaveLength(300_000)
  expect(new Set(read).size).toBe(1)
})

test('files outlive the store that wrote them', async () => {
  const folder = await temporaryFolder()
  await fileMedia(folder).put('0199-file', new Uint8Array([9]))
  const read = await new Response(await fileMedia(folder).read('0199-file')).arrayBuffer()
  expect([...new Uint8Array(read)]).toEqual([9])
})

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StateStorage } from './state-storage'

/** Keeps the state in one JSON file, and media beside it in `<path>.media`, so that a photo is not rewritten with every tick. */
export function fileStorage(path: string): StateStorage {
  const mediaDir = `${path}.media`
  return {
    read: async () => (await readIfPresent(path))?.toString('utf8'),
    write: (text) => writeAtomically(path, text),
    readMedia: (id) => readIfPresent(join(mediaDir, id)),
    writeMedia: (id, bytes) => writeAtomically(join(mediaDir, id), bytes),
    deleteMedia: (id) => rm(join(mediaDir, id), { force: true }),
  }
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.tmp`
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(data)
    // Without the sync, a power cut after the rename can leave an empty file under the final name.
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { chunksOf } from '../domain/chunks'
import { ServerError } from '../domain/errors'
import type { MediaStore } from '../domain/ports'
import { rangeWithin, safeKey, type ByteRange } from './media-key'

/** Bytes read from the disk at once. */
const CHUNK_BYTES = 64 * 1024

/**
 * Keeps files in a folder, which is created when the first one arrives. A file appears under its key whole or not at
 * all, and stays after a crash once `put` has resolved.
 *
 * @param directory absolute, or relative to the working directory
 * @throws ServerError `not_found` on reading, `range_not_satisfiable` on a range outside the file
 * @example
 * const media = fileMedia('./data/media')
 */
export function fileMedia(directory: string): MediaStore {
  const folderOf = (key: string) => join(directory, shardOf(safeKey(key)))
  return {
    async put(key, body) {
      const folder = folderOf(key)
      await mkdir(folder, { recursive: true })
      // Beside its final place: a rename is atomic only within one file system.
      const temporary = join(folder, `.${key}.${randomUUID()}`)
      try {
        await writeThrough(temporary, body)
        await rename(temporary, join(folder, key))
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await syncFolder(folder)
    },
    async read(key, range) {
      const file = await openOrFail(join(folderOf(key), key))
      try {
        const { size } = await file.stat()
        return streamOf(file, rangeWithin(size, range))
      } catch (error) {
        await file.close()
        throw error
      }
    },
    async remove(key) {
      await rm(join(folderOf(key), key), { force: true })
    },
  }
}

/** Keys are UUIDv7, whose beginning is the time: only the end spreads them evenly over 256 folders. */
const shardOf = (key: string): string => key.replace(/\..*$/, '').slice(-2).toLowerCase()

async function writeThrough(path: string, body: Uint8Array | ReadableStream<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx')
  try {
    if (body instanceof Uint8Array) await file.writeFile(body)
    else for await (const chunk of chunksOf(body)) await file.appendFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is durable only once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Windows cannot sync folders, and does not need it.
    if (codeOf(error) !== 'EPERM') throw error
  } finally {
    await handle.close()
  }
}

async function openOrFail(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new ServerError('not_found', 'unable to read file; no such key')
    throw error
  }
}

/** Reads on demand, so a slow client holds one chunk, not the file; the handle closes at the end and on cancel. */
function streamOf(file: FileHandle, { start, end }: ByteRange): ReadableStream<Uint8Array> {
  let position = start
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position))
          const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
          position += bytesRead
          if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead))
          if (bytesRead > 0 && position < end) return
          await file.close()
          controller.close()
        } catch (error) {
          await file.close()
          throw error
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  )
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

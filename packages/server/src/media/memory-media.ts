import { chunksOf } from '../domain/chunks'
import { ServerError } from '../domain/errors'
import type { MediaStore } from '../domain/ports'
import { rangeWithin, safeKey } from './media-key'

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024

/**
 * Keeps files in memory, beside a `:memory:` database: for tests and trials.
 *
 * @param options.maxBytes most bytes held in all, 256 MiB by default; beyond, `put` rejects with `service_unavailable`
 * @example
 * const media = memoryMedia()
 */
export function memoryMedia(options: { maxBytes?: number } = {}): MediaStore {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  const files = new Map<string, Uint8Array>()
  let heldBytes = 0
  const remove = (key: string) => {
    heldBytes -= files.get(key)?.length ?? 0
    files.delete(key)
  }
  return {
    async put(key, given) {
      safeKey(key)
      const body = given instanceof Uint8Array ? given : await collect(given, maxBytes)
      const freed = files.get(key)?.length ?? 0
      if (heldBytes - freed + body.length > maxBytes) {
        throw noRoom(maxBytes)
      }
      remove(key)
      files.set(key, body.slice())
      heldBytes += body.length
    },
    async read(key, range) {
      const body = files.get(safeKey(key))
      if (body === undefined) throw new ServerError('not_found', 'unable to read file; no such key')
      const { start, end } = rangeWithin(body.length, range)
      return new ReadableStream<Uint8Array>({
        start(controller) {
          if (end > start) controller.enqueue(body.slice(start, end))
          controller.close()
        },
      })
    },
    async remove(key) {
      remove(safeKey(key))
    },
  }
}

const noRoom = (maxBytes: number) =>
  new ServerError('service_unavailable', `unable to keep file; ${maxBytes} bytes are taken`)

async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(body)) {
    size += chunk.length
    if (size > maxBytes) throw noRoom(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

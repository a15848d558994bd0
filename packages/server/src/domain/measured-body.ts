import { createHash } from 'node:crypto'
import { ServerError } from './errors'

/** What is known of a body once it has been read to its end. */
export interface Measure {
  size: number
  /** In hex. */
  sha256: string
  /** Its first bytes, enough to tell what it is. */
  head: Uint8Array
}

const HEAD_BYTES = 64

/**
 * A body that is weighed while it passes, so that a large file is never held in memory. It ends with
 * `payload_too_large` beyond the bound, and with `invalid_request` where its sender broke off.
 */
export function measureBody(body: ReadableStream<Uint8Array>, maxBytes: number) {
  const reader = body.getReader()
  const hash = createHash('sha256')
  const head = new Uint8Array(HEAD_BYTES)
  let size = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await nextChunk(reader)
        if (chunk === null) {
          controller.close()
          return
        }
        if (size < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - size), size)
        size += chunk.length
        if (size > maxBytes) {
          reader.cancel().catch(() => undefined)
          throw tooLarge(maxBytes)
        }
        hash.update(chunk)
        controller.enqueue(chunk)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  const measure = (): Measure => ({ size, sha256: hash.digest('hex'), head: head.subarray(0, size) })
  return { stream, measure }
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | null> {
  try {
    const { done, value } = await reader.read()
    return done ? null : value
  } catch (error) {
    throw new ServerError('invalid_request', 'unable to store file; its body broke off', { cause: error })
  }
}

export const tooLarge = (maxBytes: number) =>
  new ServerError('payload_too_large', `unable to store file; it is larger than ${maxBytes} bytes`)

import { chunksOf } from '../domain/chunks'
import { ServerError } from '../domain/errors'

/**
 * Reads a body up to a bound, by its announced length and by counting: a chunked body announces none, and an
 * announcement may lie. Throws `payload_too_large` without reading on.
 */
export async function readBoundedBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(request.body)) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return concatenate(chunks, size)
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

const tooLarge = (maxBytes: number): ServerError =>
  new ServerError('payload_too_large', `unable to read the body; it is larger than ${maxBytes} bytes`)

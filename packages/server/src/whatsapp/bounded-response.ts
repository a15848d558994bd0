/** Thrown where a body is longer than allowed. */
export class BodyTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`unable to read body; it is longer than ${maxBytes} bytes`)
    this.name = 'BodyTooLargeError'
  }
}

/**
 * Reads a whole body, at most `maxBytes`; `Content-Length` is only believed where it says "too long".
 *
 * @throws BodyTooLargeError after cancelling the download
 */
export async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    if (Number(response.headers.get('content-length')) > maxBytes) throw new BodyTooLargeError(maxBytes)
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      size += chunk.value.length
      if (size > maxBytes) throw new BodyTooLargeError(maxBytes)
      chunks.push(chunk.value)
    }
  } catch (error) {
    await reader.cancel().catch(() => {})
    throw error
  }
  return Buffer.concat(chunks, size)
}

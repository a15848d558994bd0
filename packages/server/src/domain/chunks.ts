/** The chunks of a stream; leaving early cancels it. */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  let finished = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      finished = done
      if (done) return
      yield value
    }
  } finally {
    // Leaving early must tell the sender to stop; the outcome of that is of no interest.
    if (!finished) reader.cancel().catch(() => undefined)
  }
}

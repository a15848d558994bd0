/** Answers with the file, or with the one range of it that a player asked for. */
export function mediaResponse(
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  range: string | undefined,
): Response {
  const part = parseRange(range, bytes.byteLength)
  const common = { ...headers, 'accept-ranges': 'bytes' }
  switch (part.kind) {
    case 'whole':
      return new Response(bytes, { headers: common })
    case 'unsatisfiable':
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${bytes.byteLength}` } })
    case 'part':
      return new Response(bytes.subarray(part.first, part.last + 1), {
        status: 206,
        headers: { ...common, 'content-range': `bytes ${part.first}-${part.last}/${bytes.byteLength}` },
      })
  }
}

/** What of a file a `Range` header wants; a header that makes no sense counts as none (RFC 9110, 14.2). */
export type ByteRange = { kind: 'whole' } | { kind: 'unsatisfiable' } | { kind: 'part'; first: number; last: number }

export function parseRange(header: string | undefined, sizeBytes: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'whole' }
  const [, from = '', to = ''] = match
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from)
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return { kind: 'whole' }
  return first > last ? { kind: 'unsatisfiable' } : { kind: 'part', first, last }
}

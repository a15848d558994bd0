/** How a Range header reads against a file of a known size; `end` is exclusive. */
export type ByteRange = { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'unsatisfiable' }

/**
 * Reads `Range: bytes=…` (RFC 9110, 14). One range only: several, other units and unreadable ones are ignored as the
 * specification allows, and the whole file is sent.
 *
 * @example
 * readByteRange('bytes=-5', 20) // { kind: 'part', start: 15, end: 20 }
 */
export function readByteRange(header: string | null, sizeBytes: number): ByteRange {
  const [, first, last] = SINGLE_RANGE.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return { kind: 'whole' }
  if (first === '') {
    const suffix = Math.min(Number(last), sizeBytes)
    return suffix === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: sizeBytes - suffix, end: sizeBytes }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  if (start >= sizeBytes) return { kind: 'unsatisfiable' }
  return { kind: 'part', start, end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) }
}

const SINGLE_RANGE = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i
